import Messages
import Store

/// A seeded source of changes as an engine might make them, and of some that it should not.
struct RandomChanges {
  private var state: UInt64
  private var lastID: UInt64 = 100
  private var lastCall: UInt64 = 0
  private(set) var now: Int64 = 1_000

  private let accounts = ["shop", "bank", "spital"]
  private let lanes = [smsby, smsbyViber, smsc]
  private let numbers = ["375291111111", "375292222222", "375293333333"]

  init(seed: UInt64) { state = seed &* 0xD134_2543_DE82_EF95 }

  /// Splitmix64.
  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private mutating func number(_ below: Int) -> Int { Int(next() % UInt64(max(1, below))) }
  private mutating func pick<T>(_ values: [T]) -> T { values[number(values.count)] }
  private mutating func chance(_ percent: Int) -> Bool { number(100) < percent }
  private mutating func maybe<T>(_ value: T) -> T? { chance(50) ? value : nil }
  /// An id that exists, mostly.
  private mutating func id() -> MessageID { MessageID(rawValue: lastID - UInt64(number(Int(min(lastID - 99, 30))))) }
  private mutating func ids() -> [MessageID] { (0...number(4)).map { _ in id() } }
  private mutating func soon(_ spread: Int = 60) -> Timestamp { t(now + Int64(number(spread))) }
  private mutating func call() -> CallID { CallID(rawValue: lastCall - UInt64(number(min(Int(lastCall), 4) + 1))) }
  private mutating func receipt() -> ReceiptRequest { ReceiptRequest(rawValue: UInt8(number(8))) }

  /// The next commit: up to five changes at one moment.
  mutating func commit(receipts: [OwedReceipt]) -> [StoreChange] {
    now += Int64(number(20))
    return (0...number(4)).map { _ in change(receipts: receipts) }
  }

  private mutating func newMessage() -> Message {
    lastID += UInt64(1 + number(3))
    let id = MessageID(rawValue: lastID)
    let alias = "hex\(number(40))"
    var message = message(
      id, account: pick(accounts), to: pick(numbers), source: pick(["SHOP", "BANK"]),
      serviceType: pick(["", "VIBER"]), text: String(repeating: "é", count: number(chance(5) ? 2_000 : 20)),
      priority: UInt8(number(4)), at: t(now), due: chance(20) ? soon() : nil,
      validUntil: t(now + 20 + Int64(number(400))),
      receipt: receipt(), clientIDs: chance(30) ? [id.description, alias] : chance(20) ? [alias] : nil,
      lanes: [pick(lanes), smsc])
    if chance(10) { message.origin = .operatorConsole }
    return message
  }

  private mutating func outcome(_ message: MessageID) -> CallOutcome {
    let outcome: SendOutcome
    switch number(8) {
    case 0: outcome = .refused(pick([.rejected, .undeliverable]), ProviderError(code: maybe(number(20)), words: "no"))
    case 1: outcome = .retryLater(reason: "429")
    case 2: outcome = .unknown(reason: "timeout")
    default:
      outcome = .accepted(ProviderReference(message: maybe("p\(number(50))"), batch: maybe("b\(number(9))")))
    }
    return CallOutcome(message: message, outcome: outcome, next: maybe(soon()), lane: maybe(pick(lanes)))
  }

  private mutating func report() -> StatusReport {
    let state = pick([.enroute, .enroute, .accepted, .delivered, .undeliverable, .unknown] as [MessageState])
    return StatusReport(
      id: id(), state: state, at: maybe(t(now - Int64(number(30)) + 5)),
      error: maybe(ProviderError(code: maybe(7), words: "absent")), raw: pick(["1", "2", ""]), details: maybe("imsi:1"))
  }

  private mutating func result(_ receipts: [OwedReceipt]) -> ReceiptResult {
    let owed = receipts.isEmpty ? nil : pick(receipts)
    let end: ReceiptResult.End =
      chance(60)
      ? .delivered
      : chance(60)
        ? chance(50) ? .again(at: soon(), reason: "none bound") : .returned(at: soon(), reason: "gone")
        : .dropped(reason: "old")
    return ReceiptResult(
      receipt: owed?.receipt.number ?? Int64(number(50)), message: owed?.receipt.message ?? id(), end: end)
  }

  private mutating func selector() -> CancelSelector {
    if chance(50) { return .message(id()) }
    return .all(
      account: pick(accounts), source: pick(["SHOP", "BANK"]), destination: PhoneNumber(trusted: pick(numbers)),
      serviceType: maybe(pick(["", "VIBER"])))
  }

  private mutating func part() -> HeldPart {
    let key = PartKey(
      account: pick(accounts), source: "S", destination: pick(numbers), width: 8, reference: UInt16(number(3)), total: 3
    )
    lastID += 1
    return HeldPart(
      key: key, number: UInt8(1 + number(3)), id: MessageID(rawValue: lastID), receivedAt: t(now),
      pdu: [UInt8(number(256))], part: Part(clientID: "x", receipt: receipt()), interfaceVersion: 0x34)
  }

  private mutating func incoming() -> IncomingMessage {
    lastID += 1
    return IncomingMessage(
      id: MessageID(rawValue: lastID), provider: pick(["smsby", "smsc"]), providerID: "in\(number(30))",
      account: maybe(pick(accounts)), from: "1", to: "2", text: "yes", receivedAt: t(now))
  }

  private mutating func incomingResult() -> IncomingResult {
    IncomingResult(
      id: id(), end: chance(50) ? .delivered : chance(50) ? .again(at: soon(), reason: "") : .dropped(reason: ""))
  }

  private mutating func replacement() -> Replacement {
    Replacement(
      text: maybe("other"), encoding: maybe(.ucs2), segments: maybe(2), dueAt: chance(20) ? soon() : nil,
      validUntil: chance(20) ? soon(300) : nil, receipt: maybe(receipt()))
  }

  private mutating func newCall() -> Call {
    lastCall += 1
    return Call(
      id: CallID(rawValue: lastCall), lane: pick(lanes), messages: Array(Set(ids())).sorted(), startedAt: t(now),
      note: "n")
  }

  private mutating func change(receipts: [OwedReceipt]) -> StoreChange {
    let lease = maybe(soon())
    switch number(34) {
    case 0...5: return .accept(newMessage(), claimed: chance(60))
    case 6: return .keepPart(part())
    case 7: return chance(50) ? .dropParts(part().key) : .dropPart(part())
    case 8, 9: return .claim(pick(lanes), account: pick(accounts), limit: number(4))
    case 10: return .wakeDue(now: t(now), limit: number(4))
    case 11: return .release(ids(), to: pick(lanes), notBefore: maybe(soon()), reason: "429")
    case 12...14: return .beginCall(newCall())
    case 15: return .noteCall(call(), note: "m\(number(9))")
    case 16...18: return .outcomes(call(), ids().map { outcome($0) }, at: t(now), lease: lease)
    case 19:
      return .claimPolls(provider: pick(["smsby", "smsc", "x"]), now: t(now), limit: number(4), until: soon())
    case 20, 21: return .settle((0...number(4)).map { _ in report() }, at: t(now), lease: lease)
    case 22: return .pollAgain(ids(), at: soon())
    case 23: return .expire(now: t(now), limit: number(3), lease: lease)
    case 24: return .claimReceipts(account: pick(accounts), now: t(now), limit: number(4), until: soon())
    case 25: return .receiptResults((0...number(3)).map { _ in result(receipts) }, at: t(now))
    case 26: return .cancel(selector(), at: t(now), lease: lease)
    case 27: return .replace(id(), replacement())
    case 28: return .acceptIncoming(incoming())
    case 29: return incomingWork()
    case 31: return .forward(ids(), from: pick(lanes), to: pick(lanes), reason: "not delivered in time")
    case 30: return .note([LifeEvent(message: id(), at: t(now), kind: "called", text: "HTTP 200")])
    case 32:
      return .expireReceipts(
        before: t(now - Int64(number(60))), now: t(now), keep: number(12), limit: number(4))
    default:
      if chance(50) { return .remember(key: "k\(number(5))", value: "v\(number(9))", until: maybe(soon())) }
      return .purge(before: t(now - Int64(number(100))), limit: number(5))
    }
  }

  private mutating func incomingWork() -> StoreChange {
    switch number(4) {
    case 0: .claimIncoming(account: pick(accounts), now: t(now), limit: number(4), until: soon())
    case 1: .incomingResults((0...number(3)).map { _ in incomingResult() }, at: t(now))
    case 2: .claimUnmarked(provider: pick(["smsby", "smsc"]), limit: number(4))
    default: .marked(ids())
    }
  }
}
