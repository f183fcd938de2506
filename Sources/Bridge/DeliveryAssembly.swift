import Configuration
import Delivery
import Pacing

/// The engine's limits and paces, from the configuration.
enum DeliveryAssembly {
  static func terms(_ configuration: Configuration) -> DeliveryTerms {
    let delivery = configuration.delivery
    var terms = DeliveryTerms()
    terms.laneLimit = delivery.laneLimit
    terms.receiptRetry = Backoff(steps: delivery.receiptRetry, limit: delivery.receiptLifetime)
    terms.receiptLimit = delivery.receiptLimit
    terms.upkeep = delivery.maintenanceInterval
    terms.receiptGrace = configuration.smpp.receiptGrace
    terms.incomingRhythm = delivery.incomingPoll
    return terms
  }
}
