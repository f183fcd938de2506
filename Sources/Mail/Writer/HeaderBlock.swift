/// Header fields under construction (RFC 5322 §2.2, §3.6). Whatever a value holds, it cannot start a new field: controls become
/// spaces, everything beyond ASCII becomes RFC 2047 words, long values are folded.
package struct HeaderBlock: Equatable, Sendable {
  /// The fields so far, each ended by CRLF.
  package private(set) var bytes: [UInt8] = []

  /// Columns at which values are folded (RFC 5322 §2.1.1).
  private static let width = 78
  /// Octets without a blank that may stand on one line; a line may have 998 (RFC 5322 §2.1.1).
  private static let wordLimit = 900

  /// No fields.
  package init() {}

  /// Free text. A name that is no field name is left out with its value.
  package mutating func text(_ name: String, _ value: String) {
    let clean = Self.cleaned(value)
    let needsWords = clean.contains { $0 >= 0x80 } || ASCII.find(Array("=?".utf8), in: clean[...]) != nil
    let hasGiant = clean.split(separator: ASCII.space).contains { $0.count > Self.wordLimit }
    if needsWords || hasGiant {
      field(name, Self.words(clean, used: name.utf8.count + 2))
    } else {
      field(name, Self.folded(clean, used: name.utf8.count + 2))
    }
  }

  /// A value in the grammar of the field, already ASCII; anything else in it becomes `?`, or stays if `isUTF8` (RFC 6532).
  package mutating func structured(_ name: String, _ value: String, isUTF8: Bool = false) {
    let clean = Self.cleaned(value).map { $0 < 0x80 || isUTF8 ? $0 : ASCII.question }
    field(name, Self.folded(clean, used: name.utf8.count + 2))
  }

  /// Mailboxes, each on a line of its own.
  package mutating func addresses(_ name: String, _ list: [MailAddress]) {
    guard !list.isEmpty else { return }
    field(name, Array(list.map { Self.mailbox($0, used: name.utf8.count + 2) }.joined(separator: Array(",\r\n ".utf8))))
  }

  /// Message ids, each in angle brackets; what is no message id is left out.
  package mutating func messageIDs(_ name: String, _ ids: [String]) {
    let clean = ids.compactMap(MessageID.bracketed).map { Array($0.utf8) }
    guard !clean.isEmpty else { return }
    field(name, Array(clean.joined(separator: Array("\r\n ".utf8))))
  }

  private mutating func field(_ name: String, _ value: [UInt8]) {
    guard !name.isEmpty, name.utf8.count <= 64,
      name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != ASCII.colon })
    else { return }
    bytes += Array(name.utf8) + [ASCII.colon, ASCII.space] + value + [ASCII.cr, ASCII.lf]
  }

  // MARK: Values

  /// Controls as spaces, no blanks at the ends.
  private static func cleaned(_ value: String) -> [UInt8] {
    Array(ASCII.trimmed(value.utf8.map { $0 < 0x20 || $0 == 0x7F ? ASCII.space : $0 }[...]))
  }

  private static func mailbox(_ address: MailAddress, used: Int) -> [UInt8] {
    let bare = Array(address.address.utf8)
    guard let name = address.name.map(cleaned), !name.isEmpty else { return bare }
    let shown: [UInt8]
    if name.contains(where: { $0 >= 0x80 }) || ASCII.find(Array("=?".utf8), in: name[...]) != nil || name.count > 200 {
      shown = words(name, used: used)
    } else {
      shown =
        [ASCII.quote] + name.flatMap { $0 == ASCII.quote || $0 == ASCII.backslash ? [ASCII.backslash, $0] : [$0] }
        + [ASCII.quote]
    }
    return shown + [ASCII.space, ASCII.less] + bare + [ASCII.greater]
  }

  /// Line ends in front of the spaces at which a line would grow too long.
  private static func folded(_ value: [UInt8], used: Int) -> [UInt8] {
    var result: [UInt8] = []
    var column = used
    for (index, word) in value.split(separator: ASCII.space, omittingEmptySubsequences: false).enumerated() {
      if index > 0 {
        // A line of blanks only would be read as the end of the header by careless readers.
        if column + 1 + word.count > width && !word.isEmpty && column > 1 {
          result += [ASCII.cr, ASCII.lf]
          column = 0
        }
        result.append(ASCII.space)
        column += 1
      }
      for start in stride(from: 0, to: word.count, by: wordLimit) {
        if start > 0 { result += [ASCII.cr, ASCII.lf, ASCII.space] }
        result += word.dropFirst(start).prefix(wordLimit)
      }
      column += word.count
    }
    return result
  }

  /// RFC 2047 §2 words of at most 75 characters, split between characters.
  private static func words(_ value: [UInt8], used: Int) -> [UInt8] {
    var result: [UInt8] = []
    var start = 0
    var room = max(9, (width - used - 12) / 4 * 3)
    while start < value.count {
      var end = min(value.count, start + min(room, 45))
      while end < value.count, end > start + 1, value[end] & 0xC0 == 0x80 { end -= 1 }
      if !result.isEmpty { result += Array("\r\n ".utf8) }
      result += Array("=?UTF-8?B?".utf8) + BodyEncoding.base64(value[start..<end]) + Array("?=".utf8)
      start = end
      room = 45
    }
    return result
  }
}
