import Delivery
import Messages
import SMPP
import Store
import Telemetry
import Translation
import Transport

/// Takes submits of one connection in: what came with one read is committed together and answered together.
/// Confined to the connection's loop.
final class SubmitDesk {
  private unowned let connection: SMPPConnection
  private var batch = Intake.Batch()
  /// Answers that hold once the batch is committed, and those that hold at once.
  private var onCommit: [Answer] = []
  private var atOnce: [Answer] = []
  /// Undone when the batch cannot be committed.
  private var joined: [(parts: [HeldPart], number: UInt8)] = []

  init(_ connection: SMPPConnection) { self.connection = connection }

  private var service: SMPPService { connection.service }

  // MARK: Taking

  func take(_ submit: SubmitSM, _ token: RequestToken) {
    service.metrics.submits.add()
    guard let client = connection.client else { return refuse(.systemError, token) }
    let now = service.engine.executor.wallClock
    switch client.submits.translate(submit, now: now) {
    case .message(let new): take(new, client, token)
    case .part(let facts): take(submit, facts, client, token, now)
    case .refused(let refusal): refuse(refusal, token)
    }
  }

  private func take(_ new: NewMessage, _ client: BoundClient, _ token: RequestToken) {
    switch prepare(new, client) {
    case .success(let message):
      batch.messages.append(message)
      onCommit.append(Answer(token, .accepted(messageID: message.parts[0].clientID), congestionState: service.congestion))
    case .failure(let refusal): refuse(refusal, token)
    }
  }

  private func prepare(_ new: NewMessage, _ client: BoundClient) -> Result<Message, Refusal> {
    service.engine.intake.prepare(
      new, account: client.account.terms, meter: client.entry.meter, now: connection.connection.loop.now,
      shortIDs: client.version.generation < .v34)
  }

  // MARK: Parts

  private func take(
    _ submit: SubmitSM, _ facts: SubmitTranslation.PartFacts, _ client: BoundClient, _ token: RequestToken,
    _ now: Timestamp
  ) {
    let intake = service.engine.intake
    let account = client.account
    let refusal =
      intake.routeRefusal(
        RouteFacts(
          recipient: facts.destination, channel: ServiceType.channel(of: submit.serviceType) ?? .sms,
          account: account.terms.name, sender: submit.source.address), account: account.terms,
        parts: Int(facts.total))
      ?? client.entry.meter.take(1, now: connection.connection.loop.now, wallClock: now)
    if let refusal { return refuse(refusal, token) }
    let id = intake.nextID(now: now)
    let part = HeldPart(
      key: PartKey(
        account: account.terms.name, source: submit.source.address, destination: facts.destination.digits,
        width: facts.width, reference: facts.reference, total: facts.total),
      number: facts.number, id: id, receivedAt: now, pdu: PDU.submitSM(submit).encoded(sequence: 1),
      part: Part(
        clientID: intake.clientID(id, account: account.terms, short: client.version.generation < .v34),
        receipt: facts.receipt, userMessageReference: facts.userMessageReference),
      interfaceVersion: client.version.rawValue)
    switch service.engine.assembler.add(part) {
    case .full: refuse(.queueFull, token)
    case .waiting:
      batch.parts.append(part)
      onCommit.append(Answer(token, .accepted(messageID: part.part.clientID), congestionState: service.congestion))
    case .complete(let parts): join(parts, last: part, client, token, now)
    }
  }

  private func join(
    _ parts: [HeldPart], last: HeldPart, _ client: BoundClient, _ token: RequestToken, _ now: Timestamp
  ) {
    let joiner = PartJoiner(account: client.account)
    let result = joiner.join(parts, now: now).flatMap { new in
      service.engine.intake.prepare(
        new, account: client.account.terms, meter: client.entry.meter, now: connection.connection.loop.now,
        parts: joiner.receipts(parts), id: parts[0].id, charged: true)
    }
    switch result {
    case .success(let message):
      batch.messages.append(message)
      batch.completed.append(last.key)
      joined.append((parts, last.number))
      onCommit.append(Answer(token, .accepted(messageID: last.part.clientID), congestionState: service.congestion))
    case .failure(let refusal):
      service.engine.assembler.putBack(parts, without: last.number)
      refuse(refusal, token)
    }
  }

  // MARK: submit_multi

  func take(_ multi: SubmitMulti, _ token: RequestToken) {
    service.metrics.submits.add()
    guard let client = connection.client else { return refuse(.systemError, token) }
    let expansion = service.lists.expand(multi.destinations, account: client.account.terms.name)
    if let status = expansion.refusal { return refuse(status, token) }
    var messages: [Message] = []
    var unsuccessful: [UnsuccessSME] = expansion.unsuccessful
    let now = service.engine.executor.wallClock
    let first = service.engine.intake.nextID(now: now)
    let clientID = service.engine.intake.clientID(
      first, account: client.account.terms, short: client.version.generation < .v34)
    for target in expansion.targets {
      switch prepare(multi, target, client, now) {
      case .success(var message):
        if messages.isEmpty { message.id = first }
        message.parts[0].clientID = clientID
        messages.append(message)
      case .failure(let refusal):
        let status = RefusalTable.status(refusal, version: client.version)
        unsuccessful.append(UnsuccessSME(target.address, status))
      }
    }
    guard !messages.isEmpty || unsuccessful.count > 1 else {
      return refuse(unsuccessful.first?.status ?? .submitFailed, token)
    }
    batch.messages += messages
    let resp = SubmitMultiResp(messageID: messages.isEmpty ? "" : clientID, unsuccessSMEs: unsuccessful)
    onCommit.append(Answer(token, .response(.submitMultiResp(resp))))
  }

  private func prepare(
    _ multi: SubmitMulti, _ target: ListDirectory.Target, _ client: BoundClient, _ now: Timestamp
  ) -> Result<Message, Refusal> {
    switch client.submits.translate(multi.submit(to: target.address), now: now) {
    case .message(var new):
      new.providerList = target.providerList
      return prepare(new, client)
    case .part: return .failure(.esmClassInvalid)
    case .refused(let refusal): return .failure(refusal)
    }
  }

  // MARK: Committing

  private func refuse(_ refusal: Refusal, _ token: RequestToken) {
    let version = connection.client?.version ?? .v34
    atOnce.append(
      Answer(
        token, .refused(RefusalTable.status(refusal, version: version)), congestionState: service.congestion,
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

  /// Hands in what was taken during one event.
  func commit() {
    guard !onCommit.isEmpty else { return }
    let (batch, answers, joined) = (batch, onCommit, joined)
    self.batch = Intake.Batch()
    onCommit = []
    self.joined = []
    let bound = connection.bound
    service.engine.intake.commit(batch) { refusal in
      bound.post { $0.submits.committed(answers, refusal, batch, joined) }
    }
  }

  private func committed(
    _ answers: [Answer], _ refusal: Refusal?, _ batch: Intake.Batch, _ joined: [(parts: [HeldPart], number: UInt8)]
  ) {
    guard let refusal else { return connection.answer(answers) }
    for (parts, number) in joined { service.engine.assembler.putBack(parts, without: number) }
    for part in batch.parts { service.engine.assembler.remove(part) }
    let status = RefusalTable.status(refusal, version: connection.client?.version ?? .v34)
    connection.answer(answers.map { Answer($0.token, .refused(status), statusText: RefusalTable.row(refusal).words) })
  }
}
