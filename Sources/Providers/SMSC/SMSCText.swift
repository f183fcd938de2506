import Messages

/// Answers of SMSC that are no JSON although it was asked for: `OK`, `ERROR = 2 (authorise error)`, `name = value, …`.
enum SMSCText {
  static func isOK(_ text: String) -> Bool { text.utf8.starts(with: "OK".utf8) }

  /// Any answer to an inquiry as rows.
  static func answer(_ reply: Reply) -> InquiryAnswer {
    guard reply.verdict == .success else { return .failed(reply.reason) }
    if let json = reply.json {
      guard let error = SMSCErrors.error(in: json) else { return InquiryTable.read(reply) }
      return .failed(error.code.map { "error \($0): " + error.words } ?? error.words)
    }
    if reply.text.utf8.starts(with: "ERROR".utf8) { return .failed(reply.text.cut(to: 200)) }
    return .rows(reply.text.split(separator: "\n").prefix(InquiryTable.rowLimit).map { row(String($0)) })
  }

  /// `Status = 1, check_time = …` as named values; any other line as one value.
  private static func row(_ line: String) -> [String: String] {
    var row: [String: String] = [:]
    for pair in line.split(separator: ",") {
      let halves = pair.split(separator: "=", maxSplits: 1).map { trimmed($0) }
      guard halves.count == 2 else { return ["answer": line] }
      row[halves[0]] = halves[1]
    }
    return row
  }

  private static func trimmed(_ text: Substring) -> String {
    let bytes = text.utf8.drop { $0 <= 0x20 }
    let end = bytes.reversed().drop { $0 <= 0x20 }
    return String(decoding: end.reversed(), as: UTF8.self)
  }
}
