import Delivery
import Messages
import SMPP
import Store
import Synchronization
import Translation
import Transport

/// A bound session as the place that receipts and incoming messages go to.
///
/// The outbox hands it a little more than the session's window holds, so that the next one is at hand when an answer
/// comes; what is here when the session ends goes back.
final class SessionSink: ReceiptSink {
  private let bound: LoopBound<SMPPConnection>
  private let queue: String
  private let engine: Engine
  private let idStyle: IDStyle
  private let capacity: Int
  /// Items handed over by the outbox and not reported back.
  private let held = Atomic<Int>(0)
  private let local: LoopBound<Local>

  /// What is touched on the loop only.
  private final class Local {
    var waiting: [OutboxItem] = []
    var head = 0
    var inFlight: [DeliveryToken: OutboxItem] = [:]
    /// Deliveries of an item that went out in several, still unanswered.
    var partsLeft: [OutboxKey: Int] = [:]
    var results: [OutboxResult] = []
    var nextToken: UInt64 = 1
    var isClosed = false
  }

  init(_ connection: SMPPConnection, account: Account) {
    bound = connection.bound
    queue = account.terms.name
    engine = connection.service.engine
    idStyle = account.terms.idStyle
    capacity = max(64, account.receiptWindow * 8)
    local = LoopBound(Local(), to: connection.connection.loop)
  }

  func room() -> Int { max(0, capacity - held.load(ordering: .relaxed)) }

  func offer(_ items: [OutboxItem]) {
    held.wrappingAdd(items.count, ordering: .relaxed)
    bound.post { [self] connection in
      let local = local.value
      guard !local.isClosed else {
        local.results += items.map { OutboxResult(item: $0, end: .returned) }
        return settle()
      }
      local.waiting += items
      connection.feedDeliveries()
    }
  }

  /// Whether something waits here for room in the session.
  var hasWaiting: Bool { local.value.head < local.value.waiting.count }

  /// The next deliveries that the session has room for.
  func next(_ room: Int, _ receipts: ReceiptTranslation) -> [SMPP.Delivery] {
    let local = local.value
    var deliveries: [SMPP.Delivery] = []
    while deliveries.count < room, local.head < local.waiting.count {
      let item = local.waiting[local.head]
      local.head += 1
      let pdus = translate(item, receipts)
      if pdus.isEmpty { local.results.append(OutboxResult(item: item, end: .refused("it cannot be written"))) }
      if pdus.count > 1 { local.partsLeft[item.key] = pdus.count }
      for pdu in pdus {
        let token = DeliveryToken(rawValue: local.nextToken)
        local.nextToken &+= 1
        local.inFlight[token] = item
        deliveries.append(SMPP.Delivery(token, .deliverSM(pdu)))
      }
    }
    if local.head == local.waiting.count {
      local.waiting.removeAll(keepingCapacity: true)
      local.head = 0
    }
    return deliveries
  }

  private func translate(_ item: OutboxItem, _ receipts: ReceiptTranslation) -> [DeliverSM] {
    switch item {
    case .receipt(let owed):
      guard owed.message.parts.indices.contains(owed.receipt.part) else { return [] }
      let id = idStyle.receiptText(of: owed.message.parts[owed.receipt.part].clientID)
      return [receipts.deliver(owed.receipt, of: owed.message, id: id)]
    case .incoming(let message): return receipts.deliver(message)
    }
  }

  /// The session says what came of a delivery.
  func delivered(_ token: DeliveryToken, _ result: DeliveryResult) {
    let local = local.value
    guard let item = local.inFlight.removeValue(forKey: token) else { return }
    let end = OutboxResult.End(result)
    if end == .delivered, let left = local.partsLeft[item.key], left > 1 {
      local.partsLeft[item.key] = left - 1
      return
    }
    if end != .delivered, local.partsLeft[item.key] != nil {
      for other in local.inFlight where other.value.key == item.key { local.inFlight[other.key] = nil }
    }
    local.partsLeft[item.key] = nil
    local.results.append(OutboxResult(item: item, end: end))
  }

  /// Reports what has been collected during one event.
  func settle() {
    let local = local.value
    guard !local.results.isEmpty else { return }
    let results = local.results
    local.results = []
    held.wrappingSubtract(results.count, ordering: .relaxed)
    let (outbox, queue) = (engine.outbox, queue)
    engine.executor.post { outbox.assumeIsolated { $0.finished(results, by: queue) } }
  }

  /// The session is over: what it did not get to goes back, and nothing more is taken.
  func close() {
    let local = local.value
    guard !local.isClosed else { return }
    local.isClosed = true
    local.results += local.waiting[local.head...].map { OutboxResult(item: $0, end: .returned) }
    local.results += local.inFlight.values.map { OutboxResult(item: $0, end: .returned) }
    local.waiting = []
    local.head = 0
    local.inFlight = [:]
    let (outbox, queue) = (engine.outbox, queue)
    engine.executor.post { outbox.assumeIsolated { $0.detach(self, from: queue) } }
    settle()
  }
}

extension OutboxResult.End {
  /// What the answer to a delivery means (SMPP 3.4 §5.1.3): which statuses are worth another try.
  init(_ result: DeliveryResult) {
    switch result {
    case .response(.ok), .sent: self = .delivered
    case .response(let status):
      self = Self.temporary.contains(status) ? .later(status.name) : .refused(status.name)
    case .nacked(let status): self = .later("generic_nack " + status.name)
    case .timedOut: self = .later("no answer in time")
    case .disconnected, .notSent: self = .returned
    }
  }

  /// Statuses of a client that cannot now.
  private static let temporary: Set<CommandStatus> = [
    .receiverTemporaryError, .throttled, .messageQueueFull, .systemError, .submitFailed, .queryFailed,
    .deliveryFailure, .unknownError,
  ]
}

extension SMPPConnection {
  /// Offers the session as many deliveries as it has room for.
  func feedDeliveries() {
    guard let client, client.isBound, client.sink.hasWaiting else { return }
    let room = session.deliveryCapacity
    guard room > 0 else { return }
    let deliveries = client.sink.next(room, client.receipts)
    if deliveries.isEmpty { client.sink.settle() } else { handle(.offered(deliveries)) }
  }
}
