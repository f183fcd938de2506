import HTTP
import Messages

/// A message to a list that sms.by keeps: it is prepared, looked at, and confirmed. Nothing is sent, and no money
/// debited, before the last call.
struct SMSByListMailing: Sendable {
  let calls: SMSByCalls
  let settings: SMSBySettings

  func send(_ message: Message, list: String, name: String, now: Timestamp) -> ProviderStep<SendReport> {
    let isViber = message.channel == .viber
    let request = isViber ? viber(message, list, name) : sms(message, list, name, now)
    return .go(request) { reply, _ in
      let answer = SMSByReply(reply)
      let result = answer.json.map { $0["result"] ?? $0 }
      guard let id = result?.first("message_id", "id")?.text else {
        let failure = answer.failureBeforeSending(of: [message])
        return .done(failure ?? SendReport(all: [message], .retryLater(reason: "the answer has no message_id")))
      }
      return isViber || !settings.checksLists ? confirm(message, id) : check(message, id)
    }
  }

  private func sms(_ message: Message, _ list: String, _ name: String, _ now: Timestamp) -> HTTPRequest {
    calls.post(
      "v1/sendSmsList",
      form: [
        "name": name, "message": message.text,
        "d_schedule": CivilTime(now, offset: settings.timeZone).minutes, "list_id": list,
        "alphaname_id": String(settings.alphaname(of: message.sender) ?? 0),
      ])
  }

  private func viber(_ message: Message, _ list: String, _ name: String) -> HTTPRequest {
    var form: QueryFields = [
      "name": name, "vibername_id": String(settings.vibername(of: message.sender) ?? 0), "list_id": list,
    ]
    SMSByViberForm.add(message, to: &form)
    return SMSByViberForm.request(calls, "v2/sendViberMessageList", form, message)
  }

  /// `confirm=0` tells about the mailing; lack of money shows here already.
  private func check(_ message: Message, _ id: String) -> ProviderStep<SendReport> {
    .go(calls.post("v1/confirmSendMessageByList", form: ["message_id": id, "confirm": "0"])) { reply, _ in
      // What the information looks like is not documented: only a clear no keeps the mailing back.
      if reply.verdict == .success, reply.json == nil { return confirm(message, id) }
      let answer = Self.confirmation(reply)
      return answer.failureBeforeSending(of: [message]).map { .done($0) } ?? confirm(message, id)
    }
  }

  private func confirm(_ message: Message, _ id: String) -> ProviderStep<SendReport> {
    let isViber = message.channel == .viber
    let request =
      isViber
      ? calls.post("v2/confirmViberMessage", query: [:], form: ["message_id": id])
      : calls.post("v1/confirmSendMessageByList", form: ["message_id": id, "confirm": "1"])
    let reference: SMSByReference = isViber ? .viberList(id) : .list(id)
    let note = (isViber ? SMSByNote.confirmingViber(id: id) : .confirming(id: id)).text
    return .ask(request, journal: note) { reply, _ in
      Self.confirmation(reply).failure(of: [message]) ?? SendReport(all: [message], .accepted(reference.stored))
    }
  }

  /// 400 means lack of money here, whatever the words.
  private static func confirmation(_ reply: Reply) -> SMSByReply {
    guard reply.verdict == .refused else { return SMSByReply(reply) }
    return .trouble(.retryLater(reason: reply.reason), .noMoney(reason: "no money for a list: " + reply.reason))
  }
}
