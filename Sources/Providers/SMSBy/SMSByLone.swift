import HTTP
import Messages

/// One message in calls of its own: quick SMS, quick Viber, one-time codes, prepared texts.
struct SMSByLone: Sendable {
  let calls: SMSByCalls
  let settings: SMSBySettings

  // MARK: Quick

  func send(_ message: Message) -> ProviderStep<SendReport> {
    .ask(request(for: message)) { reply, _ in
      let answer = SMSByReply(reply)
      guard let json = answer.json else {
        return answer.failure(of: [message]) ?? SendReport(all: [message], .unknown(reason: reply.reason))
      }
      return Self.accepted(message, json)
    }
  }

  private func request(for message: Message) -> HTTPRequest {
    switch message.channel {
    case .telegram: code("v1/sendOtpTelegram", message)
    case .whatsapp: code("v1/sendOtpWhatsApp", message)
    case .viber, .viberThenSMS: viber(message)
    default: sms(message)
    }
  }

  private func code(_ path: String, _ message: Message) -> HTTPRequest {
    calls.post(path, query: ["message": message.text, "phone": message.recipient.digits])
  }

  private func sms(_ message: Message) -> HTTPRequest {
    var query: QueryFields = [
      "message": message.text, "phone": message.recipient.digits,
      "alphaname_id": String(settings.alphaname(of: message.sender) ?? 0),
    ]
    if settings.showsCost { query.add("show_cost", "1") }
    var form = QueryFields()
    if message.channel == .smsThenViber {
      addForwarding(to: &form)
      form.add("vibername_id", settings.vibername(of: message.sender).map { String($0) })
    }
    return calls.post("v1/sendQuickSMS", query: query, form: form)
  }

  private func viber(_ message: Message) -> HTTPRequest {
    var form: QueryFields = [
      "vibername_id": String(settings.vibername(of: message.sender) ?? 0), "phone": message.recipient.digits,
    ]
    SMSByViberForm.add(message, to: &form)
    if message.channel == .viberThenSMS {
      addForwarding(to: &form)
      form.add("alphaname_id", settings.alphaname(of: message.sender).map { String($0) })
    }
    return SMSByViberForm.request(calls, "v2/sendQuickViberMessage", form, message)
  }

  private func addForwarding(to form: inout QueryFields) {
    form.add("forwarding_message", "1")
    form.add("forwarding_time", String(min(60, max(5, settings.forwardingMinutes))))
  }

  private static func accepted(_ message: Message, _ json: JSON) -> SendReport {
    let result = json["result"] ?? json
    let cost = result.first("cost", "price")?.text?.cut(to: 40)
    let reference: SMSByReference? =
      switch message.channel {
      case .viber, .viberThenSMS: result["message_id"]?.text.map { .loneViber($0) }
      default: result.first("sms_id", "message_id")?.text.map { .lone($0) }
      }
    guard let reference else { return SendReport(all: [message], .unknown(reason: "the answer has no id")) }
    var stored = reference.stored
    stored.cost = cost
    return SendReport(outcomes: [message.id: .accepted(stored)])
  }

  // MARK: Prepared

  /// `createSmsMessage`, then `sendSMS`: three calls at most, and a lost answer can be settled by the delivery list.
  func sendPrepared(_ message: Message, name: String) -> ProviderStep<SendReport> {
    let query: QueryFields = [
      "name": name, "message": message.text,
      "alphaname_id": String(settings.alphaname(of: message.sender) ?? 0),
    ]
    return .go(calls.get("v1/createSmsMessage", query)) { reply, _ in
      // The text may be there from an earlier message: then it says under which id.
      if let id = Self.existing(in: reply) { return sendPrepared(message, id: id, isNew: false, call: name) }
      let answer = SMSByReply(reply)
      if let id = answer.json?["message_id"]?.text { return sendPrepared(message, id: id, isNew: true, call: name) }
      let failure = answer.failureBeforeSending(of: [message])
      return .done(failure ?? SendReport(all: [message], .retryLater(reason: "the answer has no message_id")))
    }
  }

  /// `sendSMS` of a text that the operator has prepared, once `checkSMSMessageStatus` has nothing against it. What it
  /// answers is not documented: only a clear no ends the message.
  func sendKept(_ message: Message, id: String, call: String) -> ProviderStep<SendReport> {
    .go(calls.get("v1/checkSMSMessageStatus", ["message_id": id])) { reply, _ in
      let isUnreadable = reply.verdict == .success && reply.json == nil
      if !isUnreadable, let failure = SMSByReply(reply).failureBeforeSending(of: [message]) { return .done(failure) }
      return sendPrepared(message, id: id, isNew: false, call: call)
    }
  }

  /// `sendSMS` of a prepared text; one that others may have used is counted first when that is wanted.
  private func sendPrepared(
    _ message: Message, id: String, isNew: Bool, call: String
  ) -> ProviderStep<SendReport> {
    guard settings.isCheckable else { return deliver(message, id: id, note: .undecidable(call)) }
    guard !isNew else { return deliver(message, id: id, note: .prepared(id: id, before: 0)) }
    return .go(SMSByListing.request(calls, id: id)) { reply, _ in
      let answer = SMSByReply(reply)
      guard let json = answer.json else {
        return .done(answer.failureBeforeSending(of: [message]) ?? SendReport(all: [message], .retryLater(reason: "")))
      }
      let before = SMSByListing.count(of: message.recipient, in: json)
      return deliver(message, id: id, note: .prepared(id: id, before: before))
    }
  }

  private func deliver(_ message: Message, id: String, note: SMSByNote) -> ProviderStep<SendReport> {
    let request = calls.get("v1/sendSMS", ["message_id": id, "phone": message.recipient.digits])
    return .ask(request, journal: note.text) { reply, _ in
      let answer = SMSByReply(reply)
      guard let json = answer.json else {
        return answer.failure(of: [message]) ?? SendReport(all: [message], .unknown(reason: reply.reason))
      }
      return Self.accepted(message, json)
    }
  }

  /// The number in `The same message exists with ID=3`.
  private static func existing(in reply: Reply) -> String? {
    guard let words = reply.json.flatMap(SMSByRefusals.words) else { return nil }
    guard words.lowercased().contains("same message exists") else { return nil }
    let digits = words.utf8.split(whereSeparator: { !(0x30...0x39).contains($0) }).last
    return digits.map { String(decoding: Array($0), as: UTF8.self) }
  }
}
