import HTTP
import Messages

/// Finds out what became of a call whose answer was lost, from what was journaled before it.
struct SMSBySettlement: Sendable {
  let calls: SMSByCalls

  func settle(_ batch: [Message], _ note: SMSByNote) -> ProviderStep<SettleReport>? {
    switch note {
    case .undecidable: nil
    // Lost while something was prepared: the call that sends had not been journaled, so it was not made.
    case .preparing, .listing: .done(SettleReport(notSent: Set(batch.map(\.id))))
    case .prepared(let id, let before): prepared(batch, id: id, before: before)
    case .confirming(let id): confirmed(batch, SMSByListing.request(calls, id: id), .list(id))
    case .confirmingViber(let id): confirmed(batch, SMSByListing.viberRequest(calls, id: id), .viberList(id))
    case .bulk(let base): bulk(batch, base: base)
    }
  }

  private func prepared(_ batch: [Message], id: String, before: Int) -> ProviderStep<SettleReport> {
    .ask(SMSByListing.request(calls, id: id)) { reply, _ in
      guard let json = SMSByReply(reply).json else { return SettleReport() }
      var report = SettleReport()
      for message in batch {
        if SMSByListing.count(of: message.recipient, in: json) > before {
          report.sent[message.id] = SMSByReference.listed(id).stored
        } else {
          report.notSent.insert(message.id)
        }
      }
      return report
    }
  }

  /// A mailing to a list has gone out once anybody stands in its delivery list; an empty one may still be on its way.
  private func confirmed(
    _ batch: [Message], _ request: HTTPRequest, _ reference: SMSByReference
  ) -> ProviderStep<SettleReport> {
    .ask(request) { reply, _ in
      guard let json = SMSByReply(reply).json, !SMSByListing.rows(of: json).isEmpty else { return SettleReport() }
      return SettleReport(
        sent: Dictionary(batch.map { ($0.id, reference.stored) }, uniquingKeysWith: { a, _ in a }))
    }
  }

  // MARK: Bulk

  /// The mailings of the call by their names, then the phones of each.
  private func bulk(_ batch: [Message], base: String) -> ProviderStep<SettleReport> {
    .go(calls.get("v1/getSMSMessages", ["type": "API"])) { reply, _ in
      guard let json = SMSByReply(reply).json else { return .done(SettleReport()) }
      let ids = SMSByListing.rows(of: json).compactMap { row -> String? in
        guard let name = row["name"]?.text, Self.belongs(name, to: base) else { return nil }
        return row.first("id", "message_id")?.text
      }
      // A batch of many senders is many mailings; a call that shows some of them was taken whole.
      return phones(of: batch, in: ids.prefix(Self.mailingLimit)[...], SettleReport())
    }
  }

  /// Mailings of one call that are looked into.
  private static let mailingLimit = 200

  /// `base-1`, or `basea-1` of a half.
  private static func belongs(_ name: String, to base: String) -> Bool {
    let name = Array(name.utf8)
    let base = Array(base.utf8)
    guard name.starts(with: base) else { return false }
    let rest = name[base.count...].drop { $0 == UInt8(ascii: "a") || $0 == UInt8(ascii: "b") }
    guard rest.first == UInt8(ascii: "-") else { return false }
    return rest.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
  }

  private func phones(
    of batch: [Message], in ids: ArraySlice<String>, _ report: SettleReport
  ) -> ProviderStep<SettleReport> {
    guard let id = ids.first else {
      var report = report
      report.notSent = Set(batch.map(\.id)).subtracting(report.sent.keys)
      return .done(report)
    }
    return .go(SMSByListing.request(calls, id: id)) { reply, _ in
      guard let json = SMSByReply(reply).json else { return .done(SettleReport(sent: report.sent)) }
      var counts: [String: Int] = [:]
      for row in SMSByListing.rows(of: json) {
        if let phone = SMSByListing.phone(of: row) { counts[phone, default: 0] += 1 }
      }
      var report = report
      for message in batch where report.sent[message.id] == nil {
        guard let count = counts[message.recipient.digits], count > 0 else { continue }
        counts[message.recipient.digits] = count - 1
        report.sent[message.id] = SMSByReference.listed(id).stored
      }
      return phones(of: batch, in: ids.dropFirst(), report)
    }
  }
}
