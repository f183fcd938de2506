import Messages
import Store

/// Messages that go through a store as the engine would take them.
struct Story {
  private let store: any MessageStore
  private let lane = LaneName(provider: "simulator", channel: .sms)
  private(set) var next: UInt64 = 100_000_000_000_000_000
  private var calls: UInt64 = 1
  private(set) var now = Timestamp(milliseconds: 1_795_000_000_000)

  init(_ store: any MessageStore) { self.store = store }

  /// Takes in so many, by commits of `batch`.
  mutating func accept(_ count: Int, batch: Int) throws(StoreError) {
    var left = count
    while left > 0 {
      let changes = (0..<min(batch, left)).map { _ in StoreChange.accept(message(), claimed: true) }
      _ = try store.commit(changes)
      left -= changes.count
    }
  }

  /// Leaves the last ones in an open call.
  mutating func begin(last count: UInt64) throws(StoreError) {
    let ids = (next - count..<next).map(MessageID.init(rawValue:))
    calls += 1
    _ = try store.commit([
      .beginCall(Call(id: CallID(rawValue: calls), lane: lane, messages: ids, startedAt: now))
    ])
  }

  /// Takes in so many and brings them to their end, a thousand at a time: call, outcome, state, receipt.
  mutating func lives(_ count: Int) throws(StoreError) {
    var left = count
    while left > 0 {
      let batch = min(1_000, left)
      left -= batch
      let first = next
      try accept(batch, batch: batch)
      try begin(last: UInt64(batch))
      let ids = (first..<next).map(MessageID.init(rawValue:))
      let outcomes = ids.map {
        CallOutcome(
          message: $0, outcome: .accepted(ProviderReference(message: "\($0)", batch: "\(calls)")),
          next: now + .seconds(120))
      }
      _ = try store.commit([.outcomes(CallID(rawValue: calls), outcomes, at: now, lease: nil)])
      let reports = ids.map { StatusReport(id: $0, state: .delivered, at: now, raw: "DELIVERED") }
      let answers = try store.commit([.settle(reports, at: now, lease: now + .seconds(60))])
      guard case .receipts(let owed)? = answers.first else { continue }
      let results = owed.map {
        ReceiptResult(receipt: $0.receipt.number, message: $0.message.id, end: .delivered)
      }
      _ = try store.commit([.receiptResults(results, at: now)])
    }
  }

  private mutating func message() -> Message {
    let id = MessageID(rawValue: next)
    next += 1
    if next % 1_000 == 0 { now = now + .milliseconds(20) }
    let number = "37529" + String(1_000_000 + next % 9_000_000)
    let origin = SMPPOrigin(
      serviceType: "", source: Address("Bench", typeOfNumber: 5),
      destination: Address(number, typeOfNumber: 1, numberingPlan: 1), interfaceVersion: 0x34)
    return Message(
      id: id, account: "bench", origin: .smpp(origin), recipient: PhoneNumber(trusted: number), sender: "Bench",
      text: "Your order has been sent and comes tomorrow before 12 o'clock.", acceptedAt: now,
      validUntil: now + .seconds(259_200), parts: [Part(clientID: id.description, receipt: [.success, .failure])],
      lanes: [lane], routeReason: "route 1: any number, channel sms")
  }
}
