import Messages
import Providers
import Store
import Synchronization
import Telemetry

/// The door: checks what an account may, chooses the route, gives ids, and has messages committed. Asked on whatever
/// thread a client's bytes were read on.
package final class Intake: Sendable {
  private struct State {
    var ids: MessageIDGenerator
  }

  private let state: Mutex<State>
  package let routing: RouterBox
  let shortIDs: ShortIDs
  private let gate: any StoreGate
  private let providers: [String: any Provider]
  private let admission: LaneAdmission
  private let dispatcher: Dispatcher
  private let accepted: Counter
  private let segments: Counter
  private let refused: Metrics

  package init(
    router: RouterBox, providers: [any Provider], gate: any StoreGate, admission: LaneAdmission, dispatcher: Dispatcher,
    ids: MessageIDGenerator, shortIDs: ShortIDs, metrics: Metrics
  ) {
    state = Mutex(State(ids: ids))
    routing = router
    self.shortIDs = shortIDs
    self.providers = Dictionary(providers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.gate = gate
    self.admission = admission
    self.dispatcher = dispatcher
    accepted = metrics.counter("passerelle_messages_accepted_total", "Messages that were acknowledged.")
    segments = metrics.counter("passerelle_parts_accepted_total", "SMS parts of the messages that were acknowledged.")
    refused = metrics
  }

  /// Whether the store is so far behind that nothing more should be read from clients.
  package var isOverloaded: Bool { gate.isOverloaded }

  /// A new id for a part or an incoming message.
  package func nextID(now: Timestamp) -> MessageID { state.withLock { $0.ids.next(now: now) } }

  // MARK: Checking

  /// Makes a message of what a client asked for, or says why not. Takes its parts from the account's rate and quota.
  ///
  /// - Parameters:
  ///   - parts: ids and receipts of the `submit_sm` behind it when there were several; otherwise one is made.
  ///   - charged: whether the parts have been counted already (they came one by one).
  ///   - shortIDs: for SMPP 3.3.
  package func prepare(
    _ new: NewMessage, account: AccountTerms, meter: AccountMeter, now: Duration, parts: [Part] = [],
    id: MessageID? = nil, charged: Bool = false, shortIDs: Bool = false
  ) -> Result<Message, Refusal> {
    let result = check(new, account: account)
    guard case .success(var message) = result else { return count(result) }
    if !charged, let refusal = meter.take(message.segments, now: now, wallClock: new.acceptedAt) {
      return count(.failure(refusal))
    }
    message.id = id ?? nextID(now: new.acceptedAt)
    switch route(&message, new) {
    case nil: break
    case let refusal?:
      if !charged { meter.giveBack(message.segments) }
      return count(.failure(refusal))
    }
    message.parts =
      parts.isEmpty
      ? [
        Part(
          clientID: clientID(message.id, account: account, short: shortIDs), receipt: new.receipt,
          userMessageReference: new.userMessageReference)
      ] : parts
    return .success(message)
  }

  private func count(_ result: Result<Message, Refusal>) -> Result<Message, Refusal> {
    if case .failure(let refusal) = result {
      refused.counter(
        "passerelle_messages_refused_total", "Messages that were refused, by reason.", [("reason", refusal.word)]
      ).add()
    }
    return result
  }

  private func check(_ new: NewMessage, account: AccountTerms) -> Result<Message, Refusal> {
    let sender = new.sender.isEmpty ? account.defaultSender : new.sender
    guard account.allows(sender: sender) else { return .failure(.sourceNotAllowed) }
    guard new.segments <= account.maxParts else { return .failure(.messageTooLong(limit: account.maxParts)) }
    let validUntil = new.validUntil ?? new.dueAt + account.defaultValidity
    guard validUntil > new.dueAt else { return .failure(.validityInvalid) }
    return .success(
      Message(
        id: MessageID(rawValue: 0), account: account.name, origin: new.origin, recipient: new.recipient,
        sender: sender, text: new.text, content: new.content, channel: new.channel, encoding: new.encoding,
        segments: new.segments, priority: new.priority, acceptedAt: new.acceptedAt, dueAt: new.dueAt,
        validUntil: validUntil, parts: [], lanes: [], providerList: new.providerList?.id,
        preparedMessage: new.preparedMessage))
  }

  /// Fills in the lanes: of the route's providers those that would take the message.
  private func route(_ message: inout Message, _ new: NewMessage) -> Refusal? {
    if let list = new.providerList {
      message.lanes = [LaneName(provider: list.provider, channel: new.channel)]
      message.routeReason = "the list is kept by \(list.provider)"
    } else {
      let facts = RouteFacts(
        recipient: message.recipient, channel: message.channel, account: message.account, sender: message.sender)
      switch routing.router.route(facts, draw: message.id.rawValue) {
      case .channelNotServed: return .channelNotServed
      case .noRoute: return .noRoute
      case .lanes(let lanes, _, let reason):
        message.lanes = lanes
        message.routeReason = reason
      }
    }
    return keepWilling(&message)
  }

  /// Takes out the providers that would refuse the message; when all would, the first one's reason.
  private func keepWilling(_ message: inout Message) -> Refusal? {
    var first: Refusal?
    var willing: [LaneName] = []
    for lane in message.lanes {
      guard let provider = providers[lane.provider], let offer = provider.offer(for: lane.channel) else { continue }
      if case .binary = message.content, !offer.carriesBinary {
        first = first ?? .binaryNotCarried
      } else if let refusal = provider.refusal(of: message, now: message.acceptedAt) {
        first = first ?? Refusal(refusal)
      } else {
        willing.append(lane)
      }
    }
    guard willing.isEmpty else {
      message.lanes = willing
      return nil
    }
    return first ?? .channelNotServed
  }

  // MARK: Committing

  /// What is to be committed together, and whose answer follows.
  package struct Batch: Sendable {
    package var messages: [Message] = []
    /// Parts that wait for others, and references that are complete with these messages.
    package var parts: [HeldPart] = []
    package var completed: [PartKey] = []
    package var remembered: [(key: String, value: String, until: Timestamp?)] = []
    package init() {}
    package var isEmpty: Bool { messages.isEmpty && parts.isEmpty && completed.isEmpty && remembered.isEmpty }
  }

  /// Commits all of the batch; the completion runs on the store's thread once it is durable, or with the refusal that all
  /// of it gets.
  package func commit(_ batch: Batch, completion: @escaping @Sendable (Refusal?) -> Void) {
    if gate.isOverloaded { return completion(.queueFull) }
    var changes: [StoreChange] = []
    changes.reserveCapacity(batch.messages.count + batch.parts.count + batch.completed.count)
    var inMemory: [Message] = []
    var inStore: Set<LaneQueue> = []
    for message in batch.messages {
      guard let lane = message.lanes.first else { continue }
      let queue = LaneQueue(lane: lane, account: message.account)
      if message.dueAt > message.acceptedAt {
        changes.append(.accept(message, claimed: false))
      } else if admission.enter(queue) {
        changes.append(.accept(message, claimed: true))
        inMemory.append(message)
      } else {
        changes.append(.accept(message, claimed: false))
        inStore.insert(queue)
      }
    }
    changes += batch.completed.map { .dropParts($0) }
    changes += batch.parts.map { .keepPart($0) }
    changes += batch.remembered.map { .remember(key: $0.key, value: $0.value, until: $0.until) }
    submit(changes, inMemory, inStore, batch.messages, completion)
  }

  private func submit(
    _ changes: [StoreChange], _ inMemory: [Message], _ inStore: Set<LaneQueue>, _ all: [Message],
    _ completion: @escaping @Sendable (Refusal?) -> Void
  ) {
    gate.submit(changes) { [self] answers in
      switch answers {
      case .success:
        completion(nil)
        accepted.add(all.count)
        segments.add(all.reduce(0) { $0 + $1.segments })
        dispatcher.executor.post { [dispatcher] in
          dispatcher.assumeIsolated {
            $0.accepted(inMemory)
            $0.backlogGrew(inStore)
          }
        }
      case .failure(let error):
        for message in inMemory {
          admission.leave(LaneQueue(lane: message.lanes[0], account: message.account))
        }
        completion(error == .full ? .queueFull : .storeUnavailable)
      }
    }
  }
}

extension Refusal {
  /// What a provider would refuse, as a refusal of ours.
  init(_ refusal: ProviderRefusal) {
    switch refusal {
    case .recipient: self = .destinationInvalid
    case .sender: self = .sourceInvalid
    case .tooLong(let limit): self = .messageTooLong(limit: limit)
    case .text(let reason), .content(let reason): self = .contentRefused(reason)
    case .binary: self = .binaryNotCarried
    case .schedule: self = .scheduleInvalid
    case .validity: self = .validityInvalid
    }
  }

  /// The word it is counted under.
  package var word: String {
    switch self {
    case .messageTooLong: "messageTooLong"
    case .contentRefused: "contentRefused"
    case .providerRefused: "providerRefused"
    default: "\(self)"
    }
  }
}

extension IDStyle {
  /// An id in the response to a submit.
  package func text(of id: MessageID) -> String {
    switch self {
    case .decimal: id.description
    case .hex, .vonage: String(id.rawValue, radix: 16)
    case .uuid: Self.uuid(id)
    case .pad10: String(repeating: "0", count: max(0, 10 - id.description.utf8.count)) + id.description.suffix(10)
    }
  }

  /// The same id in a receipt, from what the response said.
  package func receiptText(of clientID: String) -> String {
    guard self == .vonage, let number = UInt64(clientID, radix: 16) else { return clientID }
    return String(number)
  }

  private static func uuid(_ id: MessageID) -> String {
    let digits = String(id.rawValue, radix: 16)
    let padded = Array("a0000000000040008000".utf8) + Array(String(repeating: "0", count: max(0, 12 - digits.utf8.count)).utf8)
    let all = Array((String(decoding: padded, as: UTF8.self) + digits).utf8.suffix(32))
    let cuts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<all.count]
    return cuts.map { String(decoding: all[$0], as: UTF8.self) }.joined(separator: "-")
  }
}
