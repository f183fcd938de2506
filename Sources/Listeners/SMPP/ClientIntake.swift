import Delivery
import Messages
import SMPP
import Store
import Translation

/// Checks what one bound client submits against its account, the routes and the parts that wait.
struct ClientIntake {
  let service: SMPPService
  let client: BoundClient
  let now: Timestamp

  /// An id and how the client is told it.
  struct NewID {
    var id: MessageID
    var clientID: String
  }

  private var account: Account { client.account }
  private var intake: Intake { service.engine.intake }
  private var isShort: Bool { client.version.generation < .v34 }

  func newID() -> NewID {
    let id = intake.nextID(now: now)
    return NewID(id: id, clientID: intake.clientID(id, account: account.terms, short: isShort))
  }

  /// - Parameters:
  ///   - id: the id that all destinations of one submit share; nil makes one.
  ///   - isFirst: whether this destination's message bears the shared id itself; the others have one of their own beneath.
  func admit(
    _ submit: SubmitSM, id: NewID?, list: ProviderList? = nil, isFirst: Bool = true
  ) -> Result<SubmitDesk.Admitted, Refusal> {
    var submit = submit
    if list != nil { submit.destination = Self.listMember }
    switch client.submits.translate(submit, now: now) {
    case .refused(let refusal): return .failure(refusal)
    case .part where list != nil: return .failure(.esmClassInvalid)
    case .part(let facts):
      return admit(submit, facts, id.map { isFirst ? $0 : NewID(id: newID().id, clientID: $0.clientID) })
    case .message(var new):
      service.metrics.count(repairOf: new)
      new.providerList = list
      return prepare(new, isFirst ? id?.id : nil).map { message in
        var message = message
        if let id { message.parts[0].clientID = id.clientID }
        return .message(message, repair: new.repair)
      }
    }
  }

  /// Stands for the members of a list that a provider keeps: no number of anybody.
  private static let listMember = SMEAddress.international("999")

  private func prepare(_ new: NewMessage, _ id: MessageID?) -> Result<Message, Refusal> {
    intake.prepare(
      account.fitted(new), for: client.entry, id: id, now: service.engine.executor.now,
      shortIDs: isShort && id == nil)
  }

  // MARK: Parts

  private func admit(
    _ submit: SubmitSM, _ facts: SubmitTranslation.PartFacts, _ id: NewID?
  ) -> Result<SubmitDesk.Admitted, Refusal> {
    if let refusal = refusal(of: submit, facts) { return .failure(refusal) }
    if let refusal = client.entry.meter.take(1, now: service.engine.executor.now, wallClock: now) {
      return .failure(refusal)
    }
    let part = heldPart(submit, facts, id ?? newID())
    switch service.engine.assembler.add(part) {
    case .full:
      client.entry.meter.giveBack(1)
      return .failure(.queueFull)
    case .repeated(let earlier):
      client.entry.meter.giveBack(1)
      return .success(.repeated(earlier))
    case .waiting(let displaced): return .success(.part(part, displaced: displaced))
    case .complete(let parts, let displaced): return join(parts, last: part, displaced: displaced)
    }
  }

  /// What is known to be wrong before the text is whole.
  private func refusal(of submit: SubmitSM, _ facts: SubmitTranslation.PartFacts) -> Refusal? {
    let channel = ServiceType.channel(of: submit.serviceType) ?? .sms
    return account.refusal(of: facts.destination, over: channel)
      ?? intake.routeRefusal(
        RouteFacts(
          recipient: facts.destination, channel: channel, account: account.terms.name, sender: submit.source.address,
          serviceType: submit.serviceType, parts: Int(facts.total)),
        account: account.terms, parts: account.smpp.truncates ? 1 : Int(facts.total))
  }

  private func heldPart(_ submit: SubmitSM, _ facts: SubmitTranslation.PartFacts, _ id: NewID) -> HeldPart {
    HeldPart(
      key: PartKey(
        account: account.terms.name, source: submit.source.address, destination: facts.destination.digits,
        width: facts.width, reference: facts.reference, total: facts.total),
      number: facts.number, id: id.id, receivedAt: now, pdu: PDU.submitSM(submit).encoded(sequence: 1),
      part: Part(clientID: id.clientID, receipt: facts.receipt, userMessageReference: facts.userMessageReference),
      interfaceVersion: client.version.rawValue)
  }

  private func join(_ parts: [HeldPart], last: HeldPart, displaced: HeldPart?) -> Result<SubmitDesk.Admitted, Refusal> {
    let joiner = PartJoiner(account: account)
    var repair: String?
    let message = joiner.join(parts, now: now).flatMap { new in
      service.metrics.count(repairOf: new)
      repair = new.repair
      return intake.prepare(
        account.fitted(new), for: client.entry, id: parts[0].id, now: service.engine.executor.now,
        parts: joiner.receipts(parts),
        charged: true)
    }
    if case .failure = message {
      client.entry.meter.giveBack(1)
      service.engine.assembler.putBack(parts, refused: [last.id])
    }
    return message.map { .joined($0, parts: parts, last: last, displaced: displaced, repair: repair) }
  }
}

extension Intake {
  /// Checks a message of an account whatever way it came; a flash message that only its coding asks for goes as plain SMS
  /// where no provider has flash.
  func prepare(
    _ new: NewMessage, for entry: AccountDirectory.Entry, id: MessageID? = nil, now: Duration, parts: [Part] = [],
    charged: Bool = false, shortIDs: Bool = false
  ) -> Result<Message, Refusal> {
    let attempt = { (new: NewMessage) -> Result<Message, Refusal> in
      let recipient = new.providerList == nil ? new.recipient : nil
      if let refusal = entry.account.refusal(of: recipient, over: new.channel) { return .failure(refusal) }
      return self.prepare(
        new, account: entry.account.terms, meter: entry.meter, now: now, parts: parts, id: id, charged: charged,
        shortIDs: shortIDs)
    }
    let result = attempt(new)
    guard new.isFlashByCoding, case .failure(let refusal) = result, refusal == .channelNotServed || refusal == .noRoute
    else { return result }
    var plain = new
    plain.channel = .sms
    return attempt(plain)
  }
}

extension NewMessage {
  /// Flash because of its data_coding, not of its service type.
  fileprivate var isFlashByCoding: Bool {
    guard channel == .flash, case .smpp(let origin) = origin else { return false }
    return ServiceType.channel(of: origin.serviceType) == .sms
  }
}
