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
  let counted: CountedIDs
  private let gate: any StoreGate
  private let providers: ProviderBox
  private let admission: LaneAdmission
  private let dispatcher: Dispatcher
  private let accepted: Counter
  private let segments: Counter
  private let refusals: RefusalCounters
  /// Held while the day's counts are read and handed in, so that a later count is never overwritten by an earlier one.
  private let counting = Mutex<Void>(())
  private let assembler: Assembler
  private let isShared: Bool

  /// - Parameter isShared: whether other nodes may use the store: then they keep the day's counts of accounts there
  ///   together, and each makes sure that parts are still its own.
  package init(
    router: RouterBox, providers: ProviderBox, gate: any StoreGate, admission: LaneAdmission, dispatcher: Dispatcher,
    ids: MessageIDGenerator, counted: CountedIDs, assembler: Assembler, isShared: Bool = false, metrics: Metrics
  ) {
    self.assembler = assembler
    self.isShared = isShared
    state = Mutex(State(ids: ids))
    routing = router
    self.counted = counted
    self.providers = providers
    self.gate = gate
    self.admission = admission
    self.dispatcher = dispatcher
    accepted = metrics.counter("passerelle_messages_accepted_total", "Messages that were acknowledged.")
    segments = metrics.counter("passerelle_parts_accepted_total", "SMS parts of the messages that were acknowledged.")
    refusals = RefusalCounters(metrics)
  }

  /// Whether the route of a message wants the submit answered with what the provider said.
  package func answersAfterProvider(_ message: Message) -> Bool {
    routing.router.rule(for: message)?.isSynchronous ?? false
  }

  /// The engine's clocks.
  package var clock: any EngineExecutor { dispatcher.executor }

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
    switch route(&message, new, account) {
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

  /// What a message would become: its route, its lanes, its sender. Nothing is taken from the account or kept.
  package func outline(_ new: NewMessage, account: AccountTerms) -> Result<Message, Refusal> {
    let result = check(new, account: account)
    guard case .success(var message) = result else { return result }
    if let refusal = route(&message, new, account) { return .failure(refusal) }
    return .success(message)
  }

  private func count(_ result: Result<Message, Refusal>) -> Result<Message, Refusal> {
    if case .failure(let refusal) = result { refusals.count(refusal) }
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
        preparedText: new.preparedText, mailAddress: new.mailAddress))
  }

  /// Fills in the lanes: of the route's providers those that would take the message.
  private func route(_ message: inout Message, _ new: NewMessage, _ account: AccountTerms) -> Refusal? {
    if let list = new.providerList {
      let keeper = account.standIn ?? list.provider
      message.lanes = [LaneName(provider: keeper, channel: new.channel)]
      message.routeReason = "the list is kept by \(keeper)"
    } else {
      let router = routing.router
      switch router.route(RouteFacts(message), draw: message.id.rawValue, offers: { offers($0) }) {
      case .channelNotServed: return .channelNotServed
      case .noRoute: return .noRoute
      case .lanes(let lanes, let rule, let reason):
        message.lanes = lanes
        message.routeReason = reason
        if router.rules[rule].isNamed { message.route = router.rules[rule].name }
        if let sender = router.rules[rule].sender { message.sender = sender }
      }
    }
    return keepWilling(&message)
  }

  private func offers(_ lane: LaneName) -> Bool { providers[lane.provider]?.offer(for: lane.channel) != nil }

  /// Takes out the providers that would refuse the message; when all would, the first one's reason.
  private func keepWilling(_ message: inout Message) -> Refusal? {
    var first: Refusal?
    var willing: [LaneName] = []
    for lane in message.lanes {
      guard let provider = providers[lane.provider], let offer = provider.offer(for: lane.channel) else { continue }
      if case .binary = message.content, !offer.carriesBinary {
        first = first ?? .binaryNotCarried
      } else if !providers.terms(of: lane.provider).allows(sender: message.sender) {
        first = first ?? Refusal(.sender("\(message.sender) is not registered at \(lane.provider)"))
      } else if let refusal = provider.refusal(of: message.over(lane.channel), now: message.acceptedAt) {
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
    /// Parts that came before, and that all this rests on.
    package var gathered: [HeldPart] = []
    /// Messages that end as they are taken in, and how: what was acknowledged and cannot be sent.
    package var ended: [(message: Message, report: StatusReport)] = []
    package var remembered: [(key: String, value: String, until: Timestamp?)] = []
    /// Lines in the lives of these messages, or of others that are there.
    package var notes: [LifeEvent] = []
    /// What was taken from accounts' rates for all this: given back when it cannot be committed.
    package var charges: [(meter: AccountMeter, parts: Int)] = []
    /// Other accounts whose day's quota was taken from.
    package var counted: [AccountMeter] = []
    package init() {}
    package var isEmpty: Bool {
      messages.isEmpty && parts.isEmpty && completed.isEmpty && ended.isEmpty && remembered.isEmpty
    }
  }

  /// Commits all of the batch; the completion runs on the store's thread once it is durable, or with the refusal that all
  /// of it gets.
  package func commit(_ batch: Batch, completion: @escaping @Sendable (Refusal?) -> Void) {
    if gate.isOverloaded { return refuse(batch, .queueFull, completion) }
    var entry = Entry()
    entry.changes.reserveCapacity(batch.messages.count + batch.parts.count + batch.completed.count)
    if isShared, !batch.gathered.isEmpty { entry.changes.append(.ownParts(batch.gathered)) }
    var start = 0
    while start < batch.messages.count {
      let end = runEnd(batch.messages, from: start)
      admit(batch.messages[start..<end], into: &entry)
      start = end
    }
    for (message, report) in batch.ended {
      entry.changes += [
        .accept(message, claimed: true), .settle([report], at: report.at ?? message.acceptedAt, lease: nil),
      ]
    }
    entry.changes += batch.completed.map { .dropParts($0) }
    entry.changes += batch.parts.map { .keepPart($0) }
    entry.changes += batch.remembered.map { .remember(key: $0.key, value: $0.value, until: $0.until) }
    if !batch.notes.isEmpty { entry.changes.append(.note(batch.notes)) }
    let limited = isShared ? [] : batch.limitedMeters
    guard !limited.isEmpty else { return submit(entry, batch, completion) }
    let now = clock.wallClock
    counting.withLock { _ in
      entry.changes += limited.compactMap { $0.remembered(now) }
      submit(entry, batch, completion)
    }
  }

  /// The changes of a batch, and where its messages wait once they are on disk.
  private struct Entry {
    var changes: [StoreChange] = []
    var inMemory: [Message] = []
    var places: [LaneQueue: Int] = [:]
    var inStore: Set<LaneQueue> = []
  }

  /// The end of the messages from `start` on that have one queue, one class of urgency and are all due, or all not.
  private func runEnd(_ messages: [Message], from start: Int) -> Int {
    let first = messages[start]
    var end = start + 1
    while end < messages.count, messages[end].lanes.first == first.lanes.first, messages[end].account == first.account,
      (messages[end].priority > 0) == (first.priority > 0), messages[end].waitsUntilDue == first.waitsUntilDue
    {
      end += 1
    }
    return end
  }

  private func admit(_ run: ArraySlice<Message>, into entry: inout Entry) {
    guard let first = run.first, let lane = first.lanes.first else { return }
    guard !first.waitsUntilDue else {
      for message in run { entry.changes.append(.accept(message, claimed: false)) }
      return
    }
    let queue = LaneQueue(lane: lane, account: first.account)
    let granted = admission.enter(queue, run.count, urgent: first.priority > 0)
    if granted > 0 { entry.places[queue, default: 0] += granted }
    if granted < run.count { entry.inStore.insert(queue) }
    entry.inMemory += run.prefix(granted)
    for (index, message) in run.enumerated() { entry.changes.append(.accept(message, claimed: index < granted)) }
  }

  private func submit(_ entry: Entry, _ batch: Batch, _ completion: @escaping @Sendable (Refusal?) -> Void) {
    let (inMemory, places, inStore) = (entry.inMemory, entry.places, entry.inStore)
    gate.submit(entry.changes) { [self] answers in
      switch answers {
      case .success(let given):
        completion(nil)
        if !batch.ended.isEmpty { tell(given) }
        accepted.add(batch.messages.count)
        segments.add(batch.messages.reduce(0) { $0 + $1.segments })
        guard !inMemory.isEmpty || !inStore.isEmpty else { return }
        dispatcher.executor.post { [dispatcher] in
          dispatcher.assumeIsolated {
            $0.accepted(inMemory)
            $0.backlogGrew(inStore)
          }
        }
      case .failure(let error):
        for (queue, count) in places { admission.leave(queue, count) }
        assembler.forget(batch.gathered, after: error)
        refuse(batch, error == .full ? .queueFull : .storeUnavailable, completion)
      }
    }
  }

  /// Receipts of messages that ended as they were taken in.
  private func tell(_ answers: ArraySlice<StoreAnswer>) {
    dispatcher.executor.post { [dispatcher] in
      dispatcher.assumeIsolated { dispatcher in
        for case .receiptsOwed(let accounts) in answers { dispatcher.onReceipts(.receiptsOwed(accounts)) }
      }
    }
  }

  private func refuse(_ batch: Batch, _ refusal: Refusal, _ completion: (Refusal?) -> Void) {
    for charge in batch.charges { charge.meter.giveBack(charge.parts) }
    completion(refusal)
  }
}

extension Intake.Batch {
  /// Those that have a quota, each once.
  fileprivate var limitedMeters: [AccountMeter] {
    var meters: [AccountMeter] = []
    for meter in charges.lazy.map(\.meter) where !meters.contains(where: { $0 === meter }) { meters.append(meter) }
    for meter in counted where !meters.contains(where: { $0 === meter }) { meters.append(meter) }
    return meters.filter { $0.dailyQuota > 0 }
  }
}

extension Message {
  /// Whether it is kept for a later time, rather than sent as it comes.
  fileprivate var waitsUntilDue: Bool { dueAt > acceptedAt }
}
