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
      let mailings = SMSByListing.rows(of: json).compactMap { row -> Mailing? in
        guard let name = row["name"]?.text, Self.belongs(name, to: base) else { return nil }
        guard let id = row.first("id", "message_id")?.text else { return nil }
        return Mailing(id: id, phones: row["count_phones"]?.integer)
      }
      let findings = Findings(isComplete: mailings.count <= Self.mailingLimit)
      return phones(of: batch, in: mailings.prefix(Self.mailingLimit)[...], findings)
    }
  }

  private struct Mailing: Sendable {
    var id: String
    /// How many phones it has by its own account.
    var phones: Int64?
  }

  private struct Findings: Sendable {
    var sent: [MessageID: ProviderReference] = [:]
    /// Whether every list was as long as its mailing: a phone may still be missing from one that is being filled.
    var isComplete = true
  }

  /// Mailings of one call that are looked into: those of the whole, and as many as the halves of it can add.
  private static let mailingLimit = SMSByBulk.mailingLimit + 2 * Halving.callLimit

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
    of batch: [Message], in mailings: ArraySlice<Mailing>, _ findings: Findings
  ) -> ProviderStep<SettleReport> {
    guard let mailing = mailings.first else {
      let missing = Set(batch.map(\.id)).subtracting(findings.sent.keys)
      return .done(SettleReport(sent: findings.sent, notSent: findings.isComplete ? missing : []))
    }
    return .go(SMSByListing.request(calls, id: mailing.id)) { reply, _ in
      guard let json = SMSByReply(reply).json else { return .done(SettleReport(sent: findings.sent)) }
      let rows = SMSByListing.rows(of: json)
      var findings = findings
      findings.isComplete = findings.isComplete && mailing.phones.map { rows.count >= $0 } ?? false
      find(batch, in: rows, of: mailing, &findings)
      return phones(of: batch, in: mailings.dropFirst(), findings)
    }
  }

  private func find(_ batch: [Message], in rows: [JSON], of mailing: Mailing, _ findings: inout Findings) {
    var counts: [String: Int] = [:]
    for row in rows {
      if let phone = SMSByListing.phone(of: row) { counts[phone, default: 0] += 1 }
    }
    for message in batch where findings.sent[message.id] == nil {
      guard let count = counts[message.recipient.digits], count > 0 else { continue }
      counts[message.recipient.digits] = count - 1
      findings.sent[message.id] = SMSByReference.listed(mailing.id).stored
    }
  }
}
