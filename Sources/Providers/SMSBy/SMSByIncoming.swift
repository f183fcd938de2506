import HTTP
import Messages

/// Replies to Viber mailings: the newest mailings are asked one by one, since sms.by lists replies by mailing only.
struct SMSByIncoming: Sendable {
  let calls: SMSByCalls
  let settings: SMSBySettings

  /// The cursor is the offset into the list of mailings: older ones have their turn too.
  func read(cursor: String?) -> ProviderStep<IncomingAnswer> {
    let offset = cursor.flatMap { Int($0) } ?? 0
    let form: QueryFields = ["limit_offset": String(max(0, offset)), "limit_rows": String(settings.incomingMailings)]
    return .go(calls.post("v2/getViberMessages", query: [:], form: form)) { reply, _ in
      let answer = SMSByReply(reply)
      guard let json = answer.json else { return .done(IncomingAnswer(cursor: cursor, lane: answer.lane)) }
      let mailings = SMSByListing.rows(of: json).compactMap { $0["message_id"]?.text }
      let isLast = mailings.count < settings.incomingMailings || offset >= Self.depth
      let next = isLast ? "0" : String(offset + mailings.count)
      return read(mailings.prefix(settings.incomingMailings), IncomingAnswer(cursor: next))
    }
  }

  /// Mailings farther down than this are no longer asked.
  private static let depth = 500

  private func read(_ mailings: ArraySlice<String>, _ answer: IncomingAnswer) -> ProviderStep<IncomingAnswer> {
    guard let mailing = mailings.first else { return .done(answer) }
    return .go(calls.post("v2/getNewIncomingMessages", form: ["message_id": mailing])) { reply, _ in
      let said = SMSByReply(reply)
      var answer = answer
      answer.lane = said.lane
      guard let json = said.json else {
        return said.lane == .carryOn ? read(mailings.dropFirst(), answer) : .done(answer)
      }
      answer.items += SMSByListing.rows(of: json).compactMap(item)
      return read(mailings.dropFirst(), answer)
    }
  }

  private func item(_ row: JSON) -> IncomingAnswer.Item? {
    guard let id = row["id"]?.text, let phone = SMSByListing.phone(of: row) else { return nil }
    let time = row.first("d_receiver", "d_receive")?.text.flatMap { CivilTime($0, order: .yearFirst) }
    return IncomingAnswer.Item(
      providerID: id, from: phone, to: "", text: row["message"]?.text ?? "",
      at: time?.moment(offset: settings.timeZone))
  }
}
