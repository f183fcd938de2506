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
/// comes; what is here when the session ends goes back. Every item is reported exactly once.
final class SessionSink: ReceiptSink {
  private let bound: LoopBound<SMPPConnection>
  private let queue: String
  private let service: SMPPService
  private let idStyle: IDStyle
  private let capacity: Int
  /// Items handed over by the outbox and not reported back.
  private let held = Atomic<Int>(0)
  private let isPaused = Atomic<Bool>(false)
  private let local: LoopBound<Local>

  /// What is touched on the loop only.
  private final class Local {
    var waiting: [OutboxItem] = []
    var head = 0
    /// Deliveries of the item before `head` that found no room yet.
    var written: [SMPP.Delivery] = []
    var inFlight: [DeliveryToken: OutboxItem] = [:]
    /// Deliveries without an answer, of items that go out in several.
    var partsLeft: [OutboxKey: Int] = [:]
    var results: [OutboxResult] = []
    var nextToken: UInt64 = 1
    var isClosed = false
    /// Wakes up for a receipt whose acknowledgement has not left.
    var timer: LoopTimer?
  }

  init(_ connection: SMPPConnection, account: Account) {
    bound = connection.bound
    queue = account.terms.name
    service = connection.service
    idStyle = account.terms.idStyle
    // A window in flight and one at hand: what is here cannot go to another session of the account.
    capacity = 2 * account.receiptWindow
    local = LoopBound(Local(), to: connection.connection.loop)
  }

  func room() -> Int {
    isPaused.load(ordering: .relaxed) ? 0 : max(0, capacity - held.load(ordering: .relaxed))
  }

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
      settle()
    }
  }

  /// Whether something waits here for room in the session.
  var hasWaiting: Bool { !local.value.written.isEmpty || local.value.head < local.value.waiting.count }

  // MARK: Handing out

  /// The next deliveries that the session has room for.
  func next(_ room: Int, _ receipts: ReceiptTranslation) -> [SMPP.Delivery] {
    let local = local.value
    while local.written.count < room, local.head < local.waiting.count {
      let item = local.waiting[local.head]
      if overtakes(item) {
        waitAWhile()
        break
      }
      local.head += 1
      write(item, receipts)
    }
    if local.head == local.waiting.count {
      local.waiting.removeAll(keepingCapacity: true)
      local.head = 0
    }
    let deliveries = Array(local.written.prefix(room))
    local.written.removeFirst(deliveries.count)
    return deliveries
  }

  private func write(_ item: OutboxItem, _ receipts: ReceiptTranslation) {
    let local = local.value
    if case .receipt(let owed) = item, service.toldInResponse.contains(owed.message.id) {
      return local.results.append(OutboxResult(item: item, end: .delivered))
    }
    if case .receipt(let owed) = item, let esme = service.awaited.take(owed.receipt.state, of: owed.message) {
      alert(esme, of: owed.message.recipient, receipts)
    }
    let pdus = translate(item, receipts)
    if pdus.isEmpty { local.results.append(OutboxResult(item: item, end: .refused("it cannot be written"))) }
    if pdus.count > 1 { local.partsLeft[item.key] = pdus.count }
    for pdu in pdus {
      let token = DeliveryToken(rawValue: local.nextToken)
      local.nextToken &+= 1
      local.inFlight[token] = item
      local.written.append(SMPP.Delivery(token, .deliverSM(pdu)))
    }
  }

  /// Tells that a number can be reached again. It has no response, and is not told again should it be lost.
  private func alert(_ esme: Address, of number: PhoneNumber, _ receipts: ReceiptTranslation) {
    guard let alert = receipts.alert(to: esme, of: number) else { return }
    let local = local.value
    local.written.append(SMPP.Delivery(DeliveryToken(rawValue: local.nextToken), .alertNotification(alert)))
    local.nextToken &+= 1
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

  /// A receipt may not reach the client before the acknowledgement, which may be stuck on another connection.
  private func overtakes(_ item: OutboxItem) -> Bool {
    guard case .receipt(let owed) = item else { return false }
    return service.underWay.contains(owed.message.id)
  }

  private func waitAWhile() {
    let local = local.value
    let bound = bound
    let timer = local.timer ?? LoopTimer(on: bound.loop) { bound.value.handle(.flushed(0)) }
    local.timer = timer
    if timer.deadline == nil { timer.deadline = bound.loop.now + .milliseconds(50) }
  }

  // MARK: Results

  /// The session says what came of a delivery.
  func delivered(_ token: DeliveryToken, _ result: DeliveryResult) {
    let local = local.value
    guard let item = local.inFlight.removeValue(forKey: token) else { return }
    let end = OutboxResult.End(result)
    if end == .delivered, let left = local.partsLeft[item.key], left > 1 {
      local.partsLeft[item.key] = left - 1
      return
    }
    if local.partsLeft.removeValue(forKey: item.key) != nil, end != .delivered { forgetParts(of: item) }
    local.results.append(OutboxResult(item: item, end: end))
    if case .refusedAll(let reason) = end { dropWaiting(for: item.destination, reason) }
  }

  /// The client wants nothing of what waits for that destination.
  private func dropWaiting(for destination: String?, _ reason: String) {
    let local = local.value
    let waiting = local.waiting[local.head...]
    local.results += waiting.filter { $0.destination == destination }.map {
      OutboxResult(item: $0, end: .refused(reason))
    }
    local.waiting = waiting.filter { $0.destination != destination }
    local.head = 0
  }

  /// One part failed: the item comes again as a whole.
  private func forgetParts(of item: OutboxItem) {
    let local = local.value
    let tokens = Set(local.inFlight.filter { $0.value.key == item.key }.keys)
    for token in tokens { local.inFlight[token] = nil }
    local.written.removeAll { tokens.contains($0.token) }
  }

  /// Reports what has been collected during one event.
  func settle() {
    let local = local.value
    guard !local.results.isEmpty else { return }
    let results = local.results
    local.results = []
    held.wrappingSubtract(results.count, ordering: .relaxed)
    let (outbox, queue) = (service.engine.outbox, queue)
    service.engine.executor.post { outbox.assumeIsolated { $0.finished(results, by: queue) } }
  }

  // MARK: Coming and going

  /// The client does not answer or does not read: what it has not been sent goes to others.
  func pause() {
    isPaused.store(true, ordering: .relaxed)
    giveBackWaiting()
  }

  func resume() {
    isPaused.store(false, ordering: .relaxed)
    let (outbox, queue) = (service.engine.outbox, queue)
    service.engine.executor.post { outbox.assumeIsolated { $0.roomGrew(in: queue) } }
  }

  private func giveBackWaiting() {
    let local = local.value
    local.results += local.waiting[local.head...].map { OutboxResult(item: $0, end: .returned) }
    local.waiting = []
    local.head = 0
  }

  /// The session is over: what it did not get to goes back, and nothing more is taken.
  func close() {
    let local = local.value
    guard !local.isClosed else { return }
    local.isClosed = true
    local.timer?.cancel()
    local.timer = nil
    giveBackWaiting()
    // An item in several deliveries stands here once for each of them.
    let items = Dictionary(local.inFlight.values.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    local.results += items.values.map { OutboxResult(item: $0, end: .returned) }
    local.inFlight = [:]
    local.written = []
    let (outbox, queue) = (service.engine.outbox, queue)
    service.engine.executor.post { outbox.assumeIsolated { $0.detach(self, from: queue) } }
    settle()
  }
}

extension OutboxResult.End {
  /// What the answer to a delivery means (SMPP 3.4 §5.1.3): which statuses are worth another try.
  init(_ result: DeliveryResult) {
    switch result {
    case .response(.ok), .sent: self = .delivered
    // SMPP 5.0 table 4-45: for this destination nothing is to be sent that is queued.
    case .response(.receiverPermanentError): self = .refusedAll(CommandStatus.receiverPermanentError.name)
    case .response(let status):
      self = Self.temporary.contains(status) ? .later(status.name) : .refused(status.name)
    case .nacked(let status): self = .later("generic_nack " + status.name)
    case .timedOut: self = .later("no answer in time")
    case .disconnected, .notSent: self = .returned
    }
  }

  /// Statuses of a client that cannot now.
  package static let temporary: Set<CommandStatus> = [
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
