import Delivery
import Messages
import SMPP
import SMSText
import Store
import Telemetry
import Translation
import Transport

/// Takes submits of one connection in: what came with one read is committed together and answered together.
/// Confined to the connection's loop.
final class SubmitDesk {
  unowned let connection: SMPPConnection
  /// Gathered during one event.
  private var taken = Taken()
  private var atOnce: [Answer] = []
  lazy var transactions = TransactionDesk(connection)
  /// When each batch that is being committed was handed in, oldest first.
  private var committing: [Timestamp] = []

  init(_ connection: SMPPConnection) { self.connection = connection }

  var service: SMPPService { connection.service }

  /// What is to be committed together, and what is answered once it is.
  struct Taken: Sendable {
    var batch = Intake.Batch()
    var answers: [Held] = []
    /// Messages made of parts, with those of the parts that stand in this batch only.
    var joined: [Joined] = []
    /// The answers to parts that stand by themselves.
    var parts: [MessageID: Held] = [:]

    var isEmpty: Bool { answers.isEmpty }
  }

  struct Joined: Sendable {
    var parts: [HeldPart]
    /// Refused with the message when the batch cannot be committed; one that came twice in it twice.
    var refused: [MessageID]
  }

  /// An answer that holds once its message is on disk.
  struct Held: Sendable {
    var answer: Answer
    /// What is remembered of it until the client has it.
    var told: ResponseTrail.Told?
    /// It waits for the provider's outcome (SMPP 3.4 §2.10.3).
    var isTransaction = false
    var isData = false
  }

  /// A submit that was checked and is not in the batch yet.
  enum Admitted {
    /// - repair: the mistake in its text that was mended, a ``TextRepair``.
    case message(Message, repair: String?)
    /// - displaced: the part whose place it took; it ends when this one is stored.
    case part(HeldPart, displaced: HeldPart?)
    /// The same as this part, which came before.
    case repeated(HeldPart)
    case joined(Message, parts: [HeldPart], last: HeldPart, displaced: HeldPart?, repair: String?)

    /// Notes what the submit is known again by.
    mutating func mark(_ fingerprint: Fingerprint?) {
      guard let fingerprint, case .message(var message, let repair) = self, !message.parts.isEmpty else { return }
      message.parts[0].fingerprint = fingerprint.value
      self = .message(message, repair: repair)
    }

    var clientID: String {
      switch self {
      case .message(let message, _): message.parts[0].clientID
      case .part(let part, _), .repeated(let part), .joined(_, _, let part, _, _): part.part.clientID
      }
    }

    /// The part that stands by itself.
    var part: HeldPart? {
      switch self {
      case .part(let part, _), .repeated(let part): part
      case .message, .joined: nil
      }
    }

    /// The message whose receipts must not overtake the answer.
    var message: Message? {
      switch self {
      case .message(let message, _), .joined(let message, _, _, _, _): message
      case .part, .repeated: nil
      }
    }
  }

  // MARK: submit_sm, data_sm

  func take(_ submit: SubmitSM, _ token: RequestToken, isData: Bool = false) {
    service.metrics.submits.add()
    guard let client = connection.client else { return refuse(.systemError, token) }
    let fingerprint = client.account.resubmissionWindow > .zero ? Fingerprint(submit) : nil
    if let fingerprint, let earlier = earlier(fingerprint, client) {
      let told = ResponseTrail.Told(clientID: earlier.id, message: nil, fingerprint: fingerprint, since: now)
      return connection.handle(.answered([Answer(token, .accepted(messageID: earlier.id))]), telling: [told])
    }
    switch client.intake(service).admit(submit, id: nil) {
    case .failure(let refusal): refuse(refusal, token, isData: isData)
    case .success(var admitted):
      admitted.mark(fingerprint)
      let held = Held(
        answer: Answer(token, .accepted(messageID: admitted.clientID), congestionState: congestion),
        told: ResponseTrail.Told(
          clientID: admitted.clientID, message: admitted.message.flatMap { $0.wantedReceipts.isEmpty ? nil : $0.id },
          fingerprint: fingerprint, since: now),
        isTransaction: client.account.answersAfterProvider || submit.esmClass.mode == .forward
          || admitted.message.map { service.engine.intake.answersAfterProvider($0) } ?? false, isData: isData)
      submit.replaceIfPresentFlag == 1 ? replace(submit, admitted, held, client) : keep(admitted, held)
    }
  }

  private var now: Timestamp { service.engine.executor.wallClock }

  /// What an earlier copy of a submit was answered, if that answer was lost.
  private func earlier(_ fingerprint: Fingerprint, _ client: BoundClient) -> ResubmissionIndex.Lost? {
    guard !service.resubmissions.isEmpty else { return nil }
    let account = client.account.terms.name
    let found = service.resubmissions.take(account, fingerprint, now: connection.connection.loop.now)
    guard let found else { return nil }
    service.metrics.resubmissions.add()
    service.engine.gate.submit([ResubmissionMemory.forget(account, fingerprint, id: found.id, now: now)]) { _ in }
    return found
  }

  /// `replace_if_present_flag` (SMPP 3.4 §5.2.18): what waits from that source to that destination under that service
  /// type ends, and this takes its place.
  private func replace(_ submit: SubmitSM, _ admitted: Admitted, _ held: Held, _ client: BoundClient) {
    guard let message = admitted.message else { return keep(admitted, held) }
    let bound = connection.bound
    service.engine.cancel(
      .all(
        account: client.account.terms.name, source: submit.source.address, destination: message.recipient,
        serviceType: submit.serviceType), reachesProviders: false
    ) { _ in
      // Nothing may have waited, and a store that fails will say so to the submit itself.
      bound.post { connection in
        connection.submits.keep(admitted, held)
        connection.submits.commit()
      }
    }
  }

  private func keep(_ admitted: Admitted, _ held: Held) {
    add(admitted)
    taken.answers.append(held)
    if let part = admitted.part { taken.parts[part.id] = held }
    if held.isTransaction, let message = admitted.message { transactions.watch(message.id, held) }
  }

  private func add(_ admitted: Admitted) {
    charge(admitted)
    switch admitted {
    case .message(let message, let repair):
      taken.batch.messages.append(message)
      note(repair, of: message)
    case .part(let part, let displaced):
      end(displaced)
      taken.batch.parts.append(part)
    case .repeated(let part):
      taken.batch.gathered.append(part)
      taken.batch.parts.append(part)
    case .joined(let message, let parts, let last, let displaced, let repair):
      end(displaced)
      taken.batch.messages.append(message)
      note(repair, of: message)
      taken.batch.completed.append(last.key)
      // Parts that came with the same read stand in the message: kept, they would outlive it. When the batch fails they
      // are refused with it, and must not wait for a message again.
      let ids = Set(parts.map(\.id))
      let together = taken.batch.parts.map(\.id).filter { ids.contains($0) }
      taken.batch.parts.removeAll { ids.contains($0.id) }
      taken.batch.gathered += parts.filter { $0.id != last.id && !together.contains($0.id) }
      taken.joined.append(Joined(parts: parts, refused: together + [last.id]))
    }
  }

  /// How the text was read, where that is not what `data_coding` says.
  private func note(_ repair: String?, of message: Message) {
    guard let repair = repair.flatMap(TextRepair.init(rawValue:)) else { return }
    taken.batch.notes.append(LifeEvent(repaired: message.id, by: repair.words, at: message.acceptedAt))
  }

  private func end(_ displaced: HeldPart?) {
    guard let displaced, let end = PartsEnd(displaced: displaced, now: now) else { return }
    taken.batch.gathered.append(displaced)
    taken.batch.ended.append((end.message, end.report))
  }

  /// What the account's rate was charged with, to be given back when the commit fails.
  private func charge(_ admitted: Admitted) {
    guard let meter = connection.client?.entry.meter else { return }
    switch admitted {
    case .message(let message, _): taken.batch.charges.append((meter, message.segments))
    case .part, .joined: taken.batch.charges.append((meter, 1))
    // Paid for when it came first.
    case .repeated: break
    }
  }

  // MARK: submit_multi

  /// One id for all destinations; what cannot be taken is told of one by one (SMPP 3.4 §4.5.2).
  func take(_ multi: SubmitMulti, _ token: RequestToken) {
    service.metrics.submits.add()
    guard let client = connection.client else { return refuse(.systemError, token) }
    let fingerprint = client.account.resubmissionWindow > .zero ? Fingerprint(multi) : nil
    if let fingerprint, let earlier = earlier(fingerprint, client) {
      let unsuccessful = earlier.unsuccessful(
        of: service.lists.expand(multi.destinations, account: client.account.terms.name))
      let resp = SubmitMultiResp(messageID: earlier.id, unsuccessSMEs: unsuccessful)
      let told = ResponseTrail.Told(
        clientID: earlier.id, message: nil, fingerprint: fingerprint, since: now, unsuccessful: unsuccessful)
      return connection.handle(.answered([Answer(token, .response(.submitMultiResp(resp)))]), telling: [told])
    }
    let expansion = service.lists.expand(multi.destinations, account: client.account.terms.name)
    if let status = expansion.refusal { return refuse(status, token) }
    var unsuccessful = expansion.unsuccessful
    var admitted: [Admitted] = []
    let intake = client.intake(service)
    let id = intake.newID()
    for target in expansion.targets {
      switch intake.admit(
        multi.submit(to: target.address), id: id, list: target.providerList, isFirst: admitted.isEmpty)
      {
      case .success(var one):
        one.mark(fingerprint)
        admitted.append(one)
      case .failure(let refusal):
        unsuccessful.append(UnsuccessSME(target.address, RefusalTable.status(refusal, version: client.version)))
      }
    }
    guard !admitted.isEmpty else { return refuse(Self.common(unsuccessful), token) }
    for one in admitted { add(one) }
    let resp = SubmitMultiResp(messageID: id.clientID, unsuccessSMEs: unsuccessful)
    let answer = Answer(token, .response(.submitMultiResp(resp)), congestionState: congestion)
    let wanted = admitted.compactMap(\.message).filter { !$0.wantedReceipts.isEmpty }.map(\.id)
    let told = ResponseTrail.Told(
      clientID: id.clientID, message: nil, fingerprint: fingerprint, since: now, unsuccessful: unsuccessful,
      others: wanted)
    taken.answers.append(Held(answer: answer, told: told))
  }

  /// What is said when nothing was taken: the reason that all share, or that it failed.
  private static func common(_ unsuccessful: [UnsuccessSME]) -> CommandStatus {
    guard let first = unsuccessful.first?.status, unsuccessful.allSatisfy({ $0.status == first }) else {
      return .submitFailed
    }
    return first
  }

  // MARK: Answering

  /// How near this session is to being told to wait, for peers of 5.0 (SMPP 5.0 §4.8.4.18): 90 and above is congestion.
  private var congestion: UInt8? {
    guard connection.settings.congestionState, let client = connection.client else { return nil }
    if service.engine.intake.isOverloaded { return 99 }
    return UInt8(clamping: min(95, connection.session.pendingRequests * 90 / max(1, client.account.window)))
  }

  private func refuse(_ refusal: Refusal, _ token: RequestToken, isData: Bool = false) {
    let version = connection.client?.version ?? .v34
    atOnce.append(
      Answer(
        token, .refused(RefusalTable.status(refusal, version: version)), congestionState: congestion,
        statusText: RefusalTable.row(refusal).words))
  }

  private func refuse(_ status: CommandStatus, _ token: RequestToken) {
    atOnce.append(Answer(token, .refused(status)))
  }

  /// Whether there are answers that wait for no commit.
  var hasAnswers: Bool { !atOnce.isEmpty }

  func takeAnswers() -> [Answer] {
    defer { atOnce = [] }
    return atOnce
  }

  // MARK: Committing

  /// Hands in what was taken during one event.
  func commit() {
    guard !taken.isEmpty else { return }
    let taken = taken
    self.taken = Taken()
    service.underWay.add(taken.answers.lazy.compactMap(\.told).messages)
    let bound = connection.bound
    committing.append(now)
    connection.followAnswers()
    let assembler = service.engine.assembler
    service.engine.intake.commit(taken.batch) { refusal in
      // On the store's thread: here the answers about the parts of a message come in the order of its commits.
      if let refusal { return Self.undo(taken, refusal, assembler, bound) }
      for one in taken.joined { assembler.joined(one.parts) }
      bound.post { $0.submits.committed(taken) }
    }
  }

  private static func undo(
    _ taken: Taken, _ refusal: Refusal, _ assembler: Assembler, _ bound: LoopBound<SMPPConnection>
  ) {
    for one in taken.joined { assembler.putBack(one.parts, refused: one.refused) }
    // The last first: what it took the place of in the same batch is refused after it.
    for part in taken.batch.parts.reversed() {
      let held = taken.parts[part.id]
      assembler.refuse(part) { isStored in
        guard let held else { return }
        bound.post { isStored ? $0.submits.tell([held]) : $0.submits.refuse([held], refusal) }
      }
    }
    bound.post { $0.submits.undo(taken, refusal) }
  }

  /// The moment of the oldest submit that is taken and not answered.
  var oldest: Timestamp? {
    guard let waiting = transactions.oldest else { return committing.first }
    return min(waiting, committing.first ?? waiting)
  }

  private func committed(_ taken: Taken) {
    if !committing.isEmpty { committing.removeFirst() }
    let held = taken.answers.filter { !transactions.stored($0.answer.token) }
    tell(held)
  }

  /// Sends answers, or notes that they did not reach the client.
  func tell(_ held: [Held]) {
    guard !held.isEmpty else { return }
    guard !connection.isOver else { return connection.lost(held.compactMap(\.told)) }
    connection.handle(.answered(held.map(\.answer)), telling: held.map(\.told))
  }

  /// Refuses what was taken, save parts that are decided about one by one.
  private func undo(_ taken: Taken, _ refusal: Refusal) {
    if !committing.isEmpty { committing.removeFirst() }
    service.underWay.remove(taken.answers.lazy.compactMap(\.told).messages)
    for held in taken.answers { transactions.forget(held.answer.token) }
    let decidedLater = Set(taken.batch.parts.compactMap { taken.parts[$0.id]?.answer.token })
    refuse(taken.answers.filter { !decidedLater.contains($0.answer.token) }, refusal)
  }

  private func refuse(_ held: [Held], _ refusal: Refusal) {
    let words = RefusalTable.row(refusal).words
    let status = RefusalTable.status(refusal, version: connection.client?.version ?? .v34)
    connection.answer(held.map { Answer($0.answer.token, .refused(status), statusText: words) })
  }
}
