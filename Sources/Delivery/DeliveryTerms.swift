import Pacing

/// The engine's own limits and paces. Each has a setting; the defaults stand here.
package struct DeliveryTerms: Sendable {
  /// Messages of one lane in memory, at most; the rest waits in the store.
  package var laneLimit = 100_000
  /// Messages of one lane and account in memory, at most.
  package var queueLimit = 5_000
  /// While a call is under way, the next partly filled one waits this long, so that a burst becomes few calls.
  package var gathering = Duration.milliseconds(5)
  /// Messages of lost answers in one lane past which it makes no more calls until some are settled.
  package var undecidedLimit = 20_000
  /// When a provider is asked about a lost answer, and for how long in all before the route's policy decides.
  package var settling = Backoff(
    steps: [.seconds(2), .seconds(5), .seconds(15), .seconds(60), .seconds(300)], limit: .seconds(3_600))
  /// When a receipt that was not taken is offered again, and when it is given up.
  package var receiptRetry = Backoff.receipts
  /// Receipts that one account may be owed: past it the least urgent and oldest are given up.
  package var receiptLimit = 1_000_000
  /// No receipt is offered sooner after the submit: its acknowledgement must be with the client first.
  package var receiptGrace = Duration.milliseconds(500)
  /// How often what goes by the clock is looked at: messages that become due, validities that end.
  package var tick = Duration.seconds(1)
  /// How often what is finished and what nobody takes is removed.
  package var upkeep = Duration.seconds(60)
  /// How soon a provider's messages are looked at again when none was due for a status question.
  package var idlePoll = Duration.seconds(2)
  /// How often providers are asked for messages from handsets.
  package var incomingRhythm = Duration.seconds(15)

  package init() {}
}
