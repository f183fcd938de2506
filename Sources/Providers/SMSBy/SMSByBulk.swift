import HTTP
import Messages

/// `sendBulkSms` and `sendBulkViber`: many messages in one call, each group under a name of its own.
struct SMSByBulk: Sendable {
  enum Kind: Sendable {
    case sms
    case viber

    var path: String { self == .sms ? "v1/sendBulkSms" : "v1/sendBulkViber" }
  }

  let calls: SMSByCalls
  let settings: SMSBySettings
  let kind: Kind

  /// Mailings of one call, at most: a lost answer is settled by looking into each of them.
  static let mailingLimit = 100

  /// The messages at the front that fit one call.
  func take(from waiting: ArraySlice<Message>) -> Int {
    SMSByMailing.prefix(of: waiting.prefix(settings.batch), mailings: Self.mailingLimit, shape: shape)
  }

  /// Sends the batch; where sms.by refuses the call as a whole, halves of it.
  func send(_ batch: [Message], base: String, callbackURL: String?) -> ProviderStep<SendReport> {
    Halving { batch, place in attempt(batch, base: base + place, callbackURL) }.send(batch)
  }

  private func attempt(_ batch: [Message], base: String, _ callbackURL: String?) -> ProviderStep<Halving.Attempt> {
    let mailings = SMSByMailing.mailings(of: batch, base: base, shape: shape)
    let request = calls.bulk(kind.path, callbackURL: callbackURL) { writer in
      for mailing in mailings { writer.object { write(mailing, to: &$0) } }
    }
    return .ask(request) { reply, _ in
      let answer = SMSByReply(reply)
      let failure = answer.failure(of: batch) ?? SendReport(all: batch, .unknown(reason: "no answer"))
      switch answer {
      case .done(let json): return .sorted(Self.accepted(mailings, json))
      case .refused: return .refused(failure)
      case .trouble: return .sorted(failure)
      }
    }
  }

  private static func accepted(_ mailings: [SMSByMailing], _ json: JSON) -> SendReport {
    let uuid = json.first("uuid")?.text ?? json["result"]?["uuid"]?.text
    var outcomes: [MessageID: SendOutcome] = [:]
    for mailing in mailings {
      for message in mailing.messages {
        outcomes[message.id] =
          uuid.map { .accepted(SMSByReference.bulk(mailing: mailing.name, uuid: $0).stored) }
          ?? .unknown(reason: "the answer has no uuid")
      }
    }
    return SendReport(outcomes: outcomes)
  }

  private func shape(of message: Message) -> SMSByMailing.Shape {
    switch kind {
    case .sms: SMSByMailing.Shape(name: settings.alphaname(of: message.sender) ?? 0)
    case .viber:
      SMSByMailing.Shape(name: settings.vibername(of: message.sender) ?? 0, viber: SMSByViberShape(message))
    }
  }

  private func write(_ mailing: SMSByMailing, to writer: inout JSONWriter) {
    let viber = mailing.shape.viber
    let isBulk = mailing.isUniform || viber?.kind == .image
    writer.member("alphaname_id", String(mailing.shape.name))
    writer.member("name", mailing.name)
    writer.member("message_type", isBulk ? "bulk" : "personal")
    if let viber {
      writer.name("content")
      writer.object { Self.write(viber, of: mailing, isBulk: isBulk, to: &$0) }
    } else if isBulk {
      writer.member("text", mailing.messages.first?.text ?? "")
    }
    writer.name("delivery_list")
    writer.array { writer in
      for message in mailing.messages { Self.write(message, isBulk: isBulk, to: &writer) }
    }
  }

  private static func write(
    _ viber: SMSByViberShape, of mailing: SMSByMailing, isBulk: Bool, to writer: inout JSONWriter
  ) {
    writer.member("type", viber.kind.rawValue)
    if let url = viber.imageURL { writer.member("image_url", url) }
    if isBulk, let link = mailing.messages.first.flatMap(SMSByViberShape.link) { writer.member("button_link", link) }
    if let caption = viber.caption { writer.member("caption", caption) }
    if isBulk, let text = mailing.messages.first?.text, !(viber.kind == .image && text.isEmpty) {
      writer.member("text", text)
    }
  }

  private static func write(_ message: Message, isBulk: Bool, to writer: inout JSONWriter) {
    guard !isBulk else { return writer.string(message.recipient.digits) }
    writer.object { writer in
      writer.member("phone", message.recipient.digits)
      writer.member("text", message.text)
      if let link = SMSByViberShape.link(of: message) { writer.member("button_link", link) }
    }
  }
}
