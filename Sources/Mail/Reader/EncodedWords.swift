/// RFC 2047 words in header text: `=?charset?B?…?=` and `=?charset?Q?…?=`.
///
/// Adjacent words of the same charset are joined as octets before they are decoded, because senders split characters between words.
/// What is no well-formed word stays as it is.
package enum EncodedWords {
  private struct Word {
    var charset: String
    var bytes: [UInt8]
    var end: Int
  }

  /// The text of an unfolded header value. Octets outside the words are read as UTF-8 or by `unlabelled`; control characters become spaces.
  package static func decode(_ value: [UInt8], unlabelled: UnlabelledCharset = .guess) -> String {
    guard value.contains(ASCII.equals) || value.contains(where: { $0 >= 0x80 || $0 < 0x20 }) else {
      return String(decoding: value, as: UTF8.self)
    }
    var result = ""
    var plain: [UInt8] = []
    var pending: Word?
    var index = 0
    while index < value.count {
      guard let word = word(in: value, at: index) else {
        plain.append(value[index])
        index += 1
        continue
      }
      // White space between two words is not text (RFC 2047 §6.2).
      if pending == nil || !plain.allSatisfy(ASCII.isSpace) {
        flush(&pending, into: &result, unlabelled)
        flush(&plain, into: &result, unlabelled)
      }
      plain.removeAll(keepingCapacity: true)
      join(word, to: &pending, into: &result, unlabelled)
      index = word.end
    }
    flush(&pending, into: &result, unlabelled)
    flush(&plain, into: &result, unlabelled)
    return TextRepair.headerLine(result)
  }

  private static func join(
    _ word: Word, to pending: inout Word?, into result: inout String, _ unlabelled: UnlabelledCharset
  ) {
    if var same = pending, same.charset == word.charset {
      same.bytes += word.bytes
      pending = same
    } else {
      flush(&pending, into: &result, unlabelled)
      pending = word
    }
  }

  private static func flush(_ word: inout Word?, into result: inout String, _ unlabelled: UnlabelledCharset) {
    guard let full = word else { return }
    result += Charset.decode(full.bytes, label: full.charset, unlabelled: unlabelled).text
    word = nil
  }

  private static func flush(_ plain: inout [UInt8], into result: inout String, _ unlabelled: UnlabelledCharset) {
    guard !plain.isEmpty else { return }
    result += Charset.decode(plain, label: nil, unlabelled: unlabelled).text
    plain.removeAll(keepingCapacity: true)
  }

  /// The word that starts exactly here. The look-ahead is bounded, so that a header of `=?=?=?` stays linear.
  private static func word(in value: [UInt8], at start: Int) -> Word? {
    guard value[start] == ASCII.equals, start + 1 < value.count, value[start + 1] == ASCII.question else { return nil }
    let limit = min(value.count, start + 64)
    guard let charsetEnd = value[(start + 2)..<max(limit, start + 2)].firstIndex(of: ASCII.question),
      charsetEnd > start + 2, charsetEnd + 2 < value.count, value[charsetEnd + 2] == ASCII.question
    else { return nil }
    let textStart = charsetEnd + 3
    guard let textEnd = end(in: value, from: textStart) else { return nil }
    let text = value[textStart..<textEnd]
    let bytes: [UInt8]
    switch value[charsetEnd + 1] | 0x20 {
    case 0x62: bytes = TransferEncoding.base64.decode(text, limit: text.count).bytes
    case 0x71: bytes = quoted(text)
    default: return nil
    }
    // RFC 2231 §5: a language may stand behind the charset.
    let charset = value[(start + 2)..<charsetEnd].prefix { $0 != 0x2A }
    return Word(charset: ASCII.lowercased(charset), bytes: bytes, end: textEnd + 2)
  }

  /// RFC 2047 §2 allows 75 octets; ten times that is met in the wild.
  private static func end(in value: [UInt8], from start: Int) -> Int? {
    var index = start
    let limit = min(value.count - 1, start + 1024)
    while index < limit {
      if value[index] == ASCII.question && value[index + 1] == ASCII.equals { return index }
      index += 1
    }
    return nil
  }

  private static func quoted(_ text: ArraySlice<UInt8>) -> [UInt8] {
    let spaced = text.map { $0 == ASCII.underscore ? ASCII.space : $0 }
    var result: [UInt8] = []
    var index = 0
    while index < spaced.count {
      if spaced[index] == ASCII.equals, index + 2 < spaced.count,
        let high = ASCII.hex(spaced[index + 1]), let low = ASCII.hex(spaced[index + 2])
      {
        result.append(high << 4 | low)
        index += 3
      } else {
        result.append(spaced[index])
        index += 1
      }
    }
    return result
  }
}
