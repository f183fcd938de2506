import Messages
import Pacing
import Store

/// Where receipts and incoming messages of a queue can be handed to: a bound session, or the mail relay.
package protocol ReceiptSink: AnyObject, Sendable {
  /// When what it did not take is offered again, and for how long; nil for the outbox's own schedule.
  var retry: Backoff? { get }

  /// How many more it takes now, without those offered and not yet reported. Called on the engine's executor; changes
  /// nothing.
  func room() -> Int

  /// Hands items over. Each is reported back once to ``ReceiptOutbox/finished(_:by:)``, whatever happens to the sink:
  /// at once or later, also after it was detached. What is never reported comes again when its lease is over.
  func offer(_ items: [OutboxItem])
}

extension ReceiptSink {
  package var retry: Backoff? { nil }
}

/// Something owed to a client.
package indirect enum OutboxItem: Sendable, Hashable {
  case receipt(OwedReceipt)
  case incoming(IncomingMessage)

  /// Its number within its kind.
  package var key: OutboxKey {
    switch self {
    case .receipt(let owed): .receipt(owed.receipt.number)
    case .incoming(let message): .incoming(message.id)
    }
  }

  var attempts: Int {
    switch self {
    case .receipt(let owed): owed.receipt.attempts
    case .incoming(let message): message.attempts
    }
  }

  /// When it came into being.
  var bornAt: Timestamp {
    switch self {
    case .receipt(let owed): owed.receipt.at
    case .incoming(let message): message.receivedAt
    }
  }

  /// How long it must wait yet: the acknowledgement of the submit must be with the client first. A clock that was set
  /// back behind the submit holds nothing up.
  func pause(at wall: Timestamp, grace: Duration) -> Duration? {
    guard case .receipt(let owed) = self, wall >= owed.message.acceptedAt else { return nil }
    let pause = owed.message.acceptedAt + grace - wall
    return pause > .zero ? pause : nil
  }

  /// The address that it is for, as the client wrote it.
  package var destination: String? {
    switch self {
    case .receipt(let owed):
      guard case .smpp(let origin) = owed.message.origin else { return nil }
      return origin.source.text
    case .incoming(let message): return message.to
    }
  }

  var isUrgent: Bool {
    if case .receipt(let owed) = self { owed.message.priority > 0 } else { true }
  }
}

package enum OutboxKey: Hashable, Sendable {
  case receipt(Int64)
  case incoming(MessageID)
}

/// What came of an item that was offered to a sink.
package struct OutboxResult: Sendable {
  package enum End: Sendable, Equatable {
    case delivered
    /// Not now: again after a pause.
    case later(String)
    /// Its time has not come: again then, and nothing is counted.
    case early(until: Timestamp)
    /// The sink went away with it: again at once, elsewhere.
    case returned
    /// The client will never take it.
    case refused(String)
    /// Nor anything else that waits for the same destination.
    case refusedAll(String)
  }
  package var item: OutboxItem
  package var end: End
  package init(item: OutboxItem, end: End) {
    self.item = item
    self.end = end
  }
}
