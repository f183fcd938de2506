import Messages
import Store

/// A moment, in seconds of the tests' time.
func t(_ seconds: Int64) -> Timestamp { Timestamp(seconds: seconds) }

let smsby = LaneName(provider: "smsby", channel: .sms)
let smsc = LaneName(provider: "smsc", channel: .sms)
let smsbyViber = LaneName(provider: "smsby", channel: .viber)

extension ReceiptRequest {
  static let both: ReceiptRequest = [.success, .failure]
}

extension MessageID: ExpressibleByIntegerLiteral {
  /// By its number.
  public init(integerLiteral value: UInt64) { self.init(rawValue: value) }
}

extension CallID: ExpressibleByIntegerLiteral {
  /// By its number.
  public init(integerLiteral value: UInt64) { self.init(rawValue: value) }
}

/// A message of account "shop" that came at 0 and is valid for 1,000 seconds.
func message(
  _ id: MessageID, account: String = "shop", to recipient: String = "375291234567", source: String = "SHOP",
  serviceType: String = "", text: String = "hello", priority: UInt8 = 0, at: Timestamp = t(0), due: Timestamp? = nil,
  validUntil: Timestamp = t(1_000), receipt: ReceiptRequest = .both, clientIDs: [String]? = nil,
  lanes: [LaneName] = [smsby], origin: Origin? = nil
) -> Message {
  let smpp = SMPPOrigin(
    serviceType: serviceType, source: Address(source, typeOfNumber: 5),
    destination: Address(recipient, typeOfNumber: 1, numberingPlan: 1), interfaceVersion: 0x34)
  return Message(
    id: id, account: account, origin: origin ?? .smpp(smpp), recipient: PhoneNumber(trusted: recipient),
    sender: source, text: text, priority: priority, acceptedAt: at, dueAt: due, validUntil: validUntil,
    parts: (clientIDs ?? [id.description]).map { Part(clientID: $0, receipt: receipt) }, lanes: lanes,
    routeReason: "first route")
}

func incomingMessage(
  _ id: MessageID, provider: String = "smsby", providerID: String? = nil, account: String? = "shop",
  at: Timestamp = t(0)
) -> IncomingMessage {
  IncomingMessage(
    id: id, provider: provider, providerID: providerID ?? "in-\(id)", account: account, from: "375291234567",
    to: "375447770000", text: "yes", receivedAt: at)
}

extension StoreUnderTest {
  /// Takes in messages that a dispatcher has room for.
  func accept(_ messages: Message..., claimed: Bool = true) throws {
    _ = try store.commit(messages.map { .accept($0, claimed: claimed) })
  }

  /// Takes in messages, and hands them to their provider: `sms_id` "p" and the id, next poll at 60.
  func send(_ messages: Message..., call: CallID, at: Timestamp = t(10), next: Timestamp? = t(60)) throws {
    _ = try store.commit(messages.map { .accept($0, claimed: true) })
    try self(.beginCall(Call(id: call, lane: messages[0].lanes[0], messages: messages.map(\.id), startedAt: at)))
    let outcomes = messages.map {
      CallOutcome(
        message: $0.id, outcome: .accepted(ProviderReference(message: "p\($0.id)", batch: "b\(call.rawValue)")),
        next: next)
    }
    try self(.outcomes(call, outcomes, at: at, lease: nil))
  }

  func claim(_ lane: LaneName = smsby, account: String = "shop", limit: Int = 100) throws -> [MessageID] {
    guard case .messages(let messages) = try self(.claim(lane, account: account, limit: limit)) else { return [] }
    return messages.map(\.id)
  }

  func settle(_ id: MessageID, _ state: MessageState, at: Timestamp = t(100), lease: Timestamp? = nil) throws
    -> StoreAnswer
  {
    try self(.settle([StatusReport(id: id, state: state, raw: "\(state)")], at: at, lease: lease))
  }

  func claimReceipts(account: String = "shop", now: Timestamp = t(200), limit: Int = 100, until: Timestamp = t(300))
    throws -> [OwedReceipt]
  {
    let answer = try self(.claimReceipts(account: account, now: now, limit: limit, until: until))
    guard case .receipts(let owed) = answer else { return [] }
    return owed
  }

  func stage(_ id: MessageID) throws -> Stage? { try store.record(of: id)?.stage }

  func state(_ id: MessageID) throws -> MessageState? { try store.record(of: id)?.state }
}

extension StoreAnswer {
  /// The receipts in it, as message and part.
  var told: [String] {
    switch self {
    case .receipts(let owed), .cancelled(_, let owed): owed.map { "\($0.receipt.message)/\($0.receipt.part)" }
    default: []
    }
  }
}
