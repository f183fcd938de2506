import HTTP
import Messages

/// `get.php` with `get_answers`: messages from handsets behind the highest id seen.
struct SMSCIncoming: Sendable {
  let calls: SMSCCalls
  let settings: SMSCSettings

  func read(cursor: String?) -> ProviderStep<IncomingAnswer> {
    var fields: QueryFields = ["get_answers": "1", "cnt": "1000"]
    if let cursor {
      fields.add("after_id", cursor)
    } else {
      fields.add("hour", String(min(168, max(1, settings.incomingHours))))
    }
    return .ask(calls.post("get.php", fields)) { reply, _ in
      guard reply.verdict == .success, let json = reply.json else {
        return IncomingAnswer(cursor: cursor, lane: reply.lane)
      }
      if let error = SMSCErrors.error(in: json) {
        // 3 says that there is none.
        return IncomingAnswer(cursor: cursor, lane: error.code == 3 ? .carryOn : SMSCErrors.lane(error))
      }
      let highest = json.elements.compactMap { $0["id"]?.integer }.max()
      return IncomingAnswer(items: json.elements.compactMap(item), cursor: highest.map { String($0) } ?? cursor)
    }
  }

  private func item(_ row: JSON) -> IncomingAnswer.Item? {
    guard let id = row["id"]?.text, let phone = row["phone"]?.text else { return nil }
    let time = row.first("received", "sent")?.text.flatMap { CivilTime($0, order: .dayFirst) }
    return IncomingAnswer.Item(
      providerID: id, from: PhoneNumber(phone)?.digits ?? phone, to: row["to_phone"]?.text ?? "",
      text: row["message"]?.text ?? "", at: time?.moment(offset: settings.timeZone))
  }
}
