/// The body that SMSC takes by mail:
/// `login:psw:id:time,tz:translit,format,sender,test:phones:mes`, or with `::` and lines of `phone:text`.
package enum SMSCDialect {
  /// Reads a decoded body; `[text]…[/text]` around it is allowed. `recipients` is the most that are accepted.
  package static func parse(_ body: String, recipients: Int = 1000) throws(DialectFault) -> DialectMessage {
    var fields = SMSCFields(text: unwrapped(body))
    let login = try fields.next("login")
    let password = try fields.next("psw")
    guard !password.isEmpty else { throw .missing("psw") }
    var message = DialectMessage(credentials: credentials(login, password))
    message.id = try id(fields.next("id"))
    try time(fields.next("time"), &message)
    try options(fields.next("translit"), &message)
    let phones = try fields.next("phones")
    if phones.isEmpty {
      message.entries = try list(fields.rest, limit: recipients)
    } else {
      message.entries = try entries(phones, fields.rest, limit: recipients)
    }
    return message
  }

  private static func credentials(_ login: String, _ password: String) -> DialectMessage.Credentials {
    login.isEmpty ? .key(password) : .login(login, password: password, api: nil)
  }

  private static func unwrapped(_ body: String) -> ArraySlice<UInt8> {
    let all = Array(body.utf8).filter { $0 != ASCII.cr }
    guard let open = ASCII.find(Array("[text]".utf8), in: all[...]) else { return ASCII.trimmed(all[...]) }
    let end = ASCII.find(Array("[/text]".utf8), in: all[...], from: open + 6) ?? all.count
    return ASCII.trimmed(all[(open + 6)..<end])
  }

  private static func id(_ field: String) throws(DialectFault) -> Int? {
    if field.isEmpty || field == "0" { return nil }
    guard field.utf8.allSatisfy(ASCII.isDigit), let id = Int(field), (1...2_147_483_647).contains(id) else {
      throw .wrong("id", field.utf8)
    }
    return id
  }

  private static func time(_ field: String, _ message: inout DialectMessage) throws(DialectFault) {
    let pieces = Array(field.utf8).split(separator: 0x2C, maxSplits: 1, omittingEmptySubsequences: false)
    let time = pieces.first.map { Array($0) } ?? []
    if !time.isEmpty && time != [0x30] {
      guard let parsed = moment(time) else { throw .wrong("time", time) }
      message.time = parsed
    }
    guard pieces.count > 1, !pieces[1].isEmpty else { return }
    guard let zone = Int(String(decoding: pieces[1], as: UTF8.self)), (-24...24).contains(zone) else {
      throw .wrong("tz", pieces[1])
    }
    message.timeZone = zone
  }

  private static func moment(_ text: [UInt8]) -> DialectMessage.Time? {
    if text[0] == 0x2B { return ASCII.number(text.dropFirst()).map { .minutes($0) } }
    if let dash = text.firstIndex(of: ASCII.hyphen) {
      guard let from = ASCII.number(text[..<dash]), let to = ASCII.number(text[(dash + 1)...]), from < 24, to <= 24
      else { return nil }
      return .hours(from, to)
    }
    guard text.allSatisfy(ASCII.isDigit) else { return nil }
    if text.count == 10, let date = date(text) { return date }
    guard text[0] == 0x30, text.count <= 13 else { return nil }
    return Int(String(decoding: text, as: UTF8.self)).map { .epoch($0) }
  }

  /// `DDMMYYhhmm`.
  private static func date(_ text: [UInt8]) -> DialectMessage.Time? {
    let values = stride(from: 0, to: 10, by: 2).compactMap { ASCII.number(text[$0..<($0 + 2)]) }
    guard values.count == 5, (1...31).contains(values[0]), (1...12).contains(values[1]), values[3] < 24, values[4] < 60
    else { return nil }
    return .date(day: values[0], month: values[1], year: 2000 + values[2], hour: values[3], minute: values[4])
  }

  /// `translit,format,sender,test`; what is left out keeps its default.
  private static func options(_ field: String, _ message: inout DialectMessage) throws(DialectFault) {
    let pieces = field.utf8.split(separator: 0x2C, omittingEmptySubsequences: false).map {
      ASCII.trimmed(Array($0)[...])
    }
    if let translit = pieces.first, !translit.isEmpty {
      guard let value = ASCII.number(translit), value <= 2 else { throw .wrong("translit", translit) }
      message.transliteration = value
    }
    if pieces.count > 1, !pieces[1].isEmpty {
      guard let value = ASCII.number(pieces[1]), let format = DialectMessage.Format(rawValue: value) else {
        throw .wrong("format", pieces[1])
      }
      message.format = format
    }
    if pieces.count > 2, !pieces[2].isEmpty {
      guard pieces[2].count <= 15, pieces[2].allSatisfy({ $0 >= 0x20 }) else { throw .wrong("sender", pieces[2]) }
      message.sender = String(decoding: pieces[2], as: UTF8.self)
    }
    if pieces.count > 3, !pieces[3].isEmpty { message.isTest = pieces[3].first != 0x30 }
  }

  // MARK: Recipients

  private static func entries(
    _ phones: String, _ text: ArraySlice<UInt8>, limit: Int
  ) throws(DialectFault) -> [DialectMessage.Entry] {
    guard TextLines.isVisible(text) else { throw .noText }
    let names = phones.utf8.split { $0 == 0x2C || $0 == ASCII.semicolon }
    if names.count > limit { throw .tooManyRecipients(limit: limit) }
    var entries: [DialectMessage.Entry] = []
    for name in names {
      let bytes = ASCII.trimmed(Array(name)[...])
      if bytes.isEmpty { continue }
      entries.append(DialectMessage.Entry(try recipient(bytes), String(decoding: text, as: UTF8.self)))
    }
    if entries.isEmpty { throw .noRecipient }
    return entries
  }

  /// Lines of `phone:text`; `\n` in a text is a line end.
  private static func list(_ text: ArraySlice<UInt8>, limit: Int) throws(DialectFault) -> [DialectMessage.Entry] {
    var entries: [DialectMessage.Entry] = []
    for line in text.split(separator: ASCII.lf) where TextLines.isVisible(line) {
      if entries.count >= limit { throw .tooManyRecipients(limit: limit) }
      guard let colon = line.firstIndex(of: ASCII.colon) else { throw .wrong("list", line) }
      let content = unescaped(line[(colon + 1)...])
      guard TextLines.isVisible(content) else { throw .noText }
      let recipient = try recipient(ASCII.trimmed(line[..<colon]))
      entries.append(DialectMessage.Entry(recipient, String(decoding: content, as: UTF8.self)))
    }
    if entries.isEmpty { throw .noRecipient }
    return entries
  }

  private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    for byte in text {
      if byte == 0x6E, result.last == ASCII.backslash {
        result[result.count - 1] = ASCII.lf
      } else {
        result.append(byte)
      }
    }
    return result
  }

  private static func recipient(_ bytes: ArraySlice<UInt8>) throws(DialectFault) -> DialectMessage.Recipient {
    guard let first = bytes.first else { throw .noRecipient }
    if first | 0x20 == 0x67, let group = ASCII.number(bytes.dropFirst()) { return .group(group) }
    if first == 0x23, bytes.count > 1 { return .identifier(String(decoding: bytes.dropFirst(), as: UTF8.self)) }
    if bytes.contains(ASCII.at) { return .address(String(decoding: bytes, as: UTF8.self)) }
    guard let digits = DialectNumber.digits(bytes) else { throw .wrong("phones", bytes) }
    return .number(digits, isLiteral: first == 0x2B)
  }
}

/// The fields in front of the text, each ended by a colon.
private struct SMSCFields {
  private(set) var rest: ArraySlice<UInt8>

  init(text: ArraySlice<UInt8>) { rest = text }

  mutating func next(_ name: String) throws(DialectFault) -> String {
    guard let colon = rest.firstIndex(of: ASCII.colon) else { throw .missing(name) }
    let field = ASCII.trimmed(rest[..<colon])
    rest = rest[(colon + 1)...]
    return String(decoding: field, as: UTF8.self)
  }
}
