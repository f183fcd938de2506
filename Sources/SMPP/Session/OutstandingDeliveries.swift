/// Names what the engine offered to a session; chosen by the engine.
package struct DeliveryToken: Hashable, Sendable {
  package let rawValue: UInt64

  package init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}

/// `deliver_sm` and `data_sm` of ours that the client has not answered, oldest first.
struct OutstandingDeliveries: Sendable {
  private struct Delivery: Sendable {
    var token: DeliveryToken
    var sequence: UInt32
    var deadline: Duration
  }

  private var deliveries: [Delivery] = []

  var count: Int { deliveries.count }
  /// When the oldest one has waited too long.
  var deadline: Duration? { deliveries.first?.deadline }

  func contains(_ sequence: UInt32) -> Bool {
    deliveries.contains { $0.sequence == sequence }
  }

  mutating func append(_ token: DeliveryToken, sequence: UInt32, deadline: Duration) {
    deliveries.append(Delivery(token: token, sequence: sequence, deadline: deadline))
  }

  /// Lets the one with this sequence number go.
  mutating func remove(_ sequence: UInt32) -> DeliveryToken? {
    guard let index = deliveries.firstIndex(where: { $0.sequence == sequence }) else { return nil }
    return deliveries.remove(at: index).token
  }

  /// Lets those go whose time has come.
  mutating func removeExpired(_ now: Duration) -> [DeliveryToken] {
    let expired = deliveries.prefix { $0.deadline <= now }.map(\.token)
    deliveries.removeFirst(expired.count)
    return expired
  }

  mutating func removeAll() -> [DeliveryToken] {
    defer { deliveries = [] }
    return deliveries.map(\.token)
  }

  /// Moves every deadline, for time during which no answer could be read.
  mutating func postpone(by duration: Duration) {
    for index in deliveries.indices { deliveries[index].deadline += duration }
  }
}
