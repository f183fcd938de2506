/// The `key: value` lines that Clickatell's SMTP API takes: `api_id`, `user`, `password`, `to` (repeatable), `text` (each adds a
/// line) or `data` (no line ends), `from`, `reply`, `climsgid`.
package enum ClickatellDialect {
  /// Reads a decoded body. `recipients` is the most that are accepted. Keys that we do not know are passed over.
  package static func parse(_ body: String, recipients: Int = 1000) throws(DialectFault) -> DialectMessage {
    var fields = ClickatellFields(limit: recipients)
    for line in Array(body.utf8).split(separator: ASCII.lf) { try fields.take(ASCII.trimmed(line)) }
    return try fields.message()
  }
}

private struct ClickatellFields {
  let limit: Int
  private var values: [String: String] = [:]
  private var recipients: [DialectMessage.Recipient] = []
  private var lines: [ArraySlice<UInt8>] = []
  private var data: [UInt8] = []

  init(limit: Int) { self.limit = limit }

  mutating func take(_ line: ArraySlice<UInt8>) throws(DialectFault) {
    guard let colon = line.firstIndex(of: ASCII.colon) else { return }
    let value = ASCII.trimmed(line[(colon + 1)...])
    switch ASCII.lowercased(ASCII.trimmed(line[..<colon])) {
    case "to": try addRecipients(value)
    case "text": lines.append(value)
    case "data": data += value
    case let key where Self.keys.contains(key): values[key] = String(decoding: value, as: UTF8.self)
    default: return
    }
  }

  private mutating func addRecipients(_ value: ArraySlice<UInt8>) throws(DialectFault) {
    for name in value.split(separator: 0x2C) {
      if recipients.count >= limit { throw .tooManyRecipients(limit: limit) }
      let bytes = ASCII.trimmed(name)
      guard let digits = DialectNumber.digits(bytes) else { throw .wrong("to", bytes) }
      recipients.append(.number(digits, isLiteral: bytes.first == 0x2B))
    }
  }

  func message() throws(DialectFault) -> DialectMessage {
    guard let user = values["user"], !user.isEmpty else { throw .missing("user") }
    guard let password = values["password"], !password.isEmpty else { throw .missing("password") }
    if recipients.isEmpty { throw .noRecipient }
    let text = lines.isEmpty ? data : Array(lines.joined(separator: [ASCII.lf]))
    guard TextLines.isVisible(text) else { throw .noText }
    var message = DialectMessage(credentials: .login(user, password: password, api: values["api_id"]))
    message.sender = values["from"]
    message.replyTo = values["reply"]
    if let id = values["climsgid"] {
      guard let number = ASCII.number(id.utf8), number > 0 else { throw .wrong("climsgid", id.utf8) }
      message.id = number
    }
    let content = String(decoding: text, as: UTF8.self)
    message.entries = recipients.map { DialectMessage.Entry($0, content) }
    return message
  }

  private static let keys: Set<String> = ["api_id", "user", "password", "from", "reply", "climsgid"]
}
