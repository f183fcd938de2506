import Messages

/// The answer of `statusBulkSms` and `statusBulkViber`: mailings with the state of each phone, and mailings that failed.
struct SMSByBulkStatus: Sendable {
  private struct Place: Hashable {
    var mailing: String
    var phone: String
  }

  private var rows: [Place: JSON] = [:]
  /// Rows of a phone whatever the mailing; nil where it stands in several.
  private var byPhone: [String: JSON?] = [:]
  /// `name: words` of the mailings that failed as a whole.
  private var errors: [String] = []
  private let offset: Int

  init(_ json: JSON, offset: Int) {
    self.offset = offset
    for mailing in SMSByListing.rows(of: json) {
      let name = mailing["name"]?.text ?? ""
      for row in mailing["success"]?.elements ?? [] {
        guard let phone = SMSByListing.phone(of: row) else { continue }
        rows[Place(mailing: name, phone: phone)] = row
        byPhone[phone] = byPhone[phone] == nil ? .some(row) : .some(nil)
      }
      errors += (mailing["errors"]?.elements ?? []).compactMap(\.text)
      if let error = mailing["errors"]?.text ?? mailing["error"]?.text { errors.append(name + ": " + error) }
    }
  }

  func reports(on messages: [TrackedReference]) -> [StatusReport] {
    messages.compactMap { message in
      let mailing = message.reference.message ?? ""
      let phone = message.recipient.digits
      if let row = rows[Place(mailing: mailing, phone: phone)] ?? byPhone[phone] ?? nil {
        return SMSByStates.report(on: message.id, row: row, offset: offset)
      }
      return error(of: mailing).map {
        StatusReport(id: message.id, state: .rejected, error: ProviderError(words: $0), raw: "errors")
      }
    }
  }

  /// What stands behind the mailing's name and a colon.
  private func error(of mailing: String) -> String? {
    guard !mailing.isEmpty else { return nil }
    let start = mailing + ":"
    guard let error = errors.first(where: { $0.utf8.starts(with: start.utf8) }) else { return nil }
    let words = error.utf8.dropFirst(start.utf8.count).drop { $0 == 0x20 }
    return String(decoding: Array(words), as: UTF8.self).cut(to: 200)
  }
}
