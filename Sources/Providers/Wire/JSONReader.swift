/// Reads JSON (RFC 8259) out of bytes, bounded in depth, without ever trapping.
///
/// Written by hand because an answer is read as a tree: a decoder of fixed shapes would lose the lenient reading of
/// numbers and strings, and a tree built through one costs many times the time of the call's other work.
struct JSONReader {
  /// Arrays and objects within each other at most.
  static let depthLimit = 32

  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0

  static func read(_ bytes: [UInt8]) -> JSON? {
    bytes.withUnsafeBufferPointer { buffer in
      var reader = JSONReader(bytes: buffer)
      reader.skipByteOrderMark()
      guard let value = reader.value(depth: 0) else { return nil }
      reader.skipSpace()
      return reader.at == buffer.count ? value : nil
    }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  private mutating func skipByteOrderMark() {
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { at = 3 }
  }

  private mutating func skipSpace() {
    while at < bytes.count {
      switch bytes[at] {
      case 0x20, 0x09, 0x0A, 0x0D: at += 1
      default: return
      }
    }
  }

  private mutating func next() -> UInt8? {
    skipSpace()
    return at < bytes.count ? bytes[at] : nil
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next() == byte else { return false }
    at += 1
    return true
  }

  private mutating func value(depth: Int) -> JSON? {
    guard depth <= Self.depthLimit, let byte = next() else { return nil }
    switch byte {
    case UInt8(ascii: "{"): return object(depth: depth)
    case UInt8(ascii: "["): return array(depth: depth)
    case UInt8(ascii: "\""): return string().map(JSON.string)
    case UInt8(ascii: "t"): return word("true", .bool(true))
    case UInt8(ascii: "f"): return word("false", .bool(false))
    case UInt8(ascii: "n"): return word("null", .null)
    default: return number()
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSON) -> JSON? {
    let count = word.utf8CodeUnitCount
    guard bytes.count - at >= count else { return nil }
    for offset in 0..<count where bytes[at + offset] != word.utf8Start[offset] { return nil }
    at += count
    return value
  }

  private mutating func object(depth: Int) -> JSON? {
    at += 1
    var members: [JSON.Member] = []
    if take(UInt8(ascii: "}")) { return .object(members) }
    repeat {
      guard next() == UInt8(ascii: "\""), let name = string(), take(UInt8(ascii: ":")),
        let value = value(depth: depth + 1)
      else { return nil }
      members.append(JSON.Member(name, value))
    } while take(UInt8(ascii: ","))
    return take(UInt8(ascii: "}")) ? .object(members) : nil
  }

  private mutating func array(depth: Int) -> JSON? {
    at += 1
    var elements: [JSON] = []
    if take(UInt8(ascii: "]")) { return .array(elements) }
    repeat {
      guard let value = value(depth: depth + 1) else { return nil }
      elements.append(value)
    } while take(UInt8(ascii: ","))
    return take(UInt8(ascii: "]")) ? .array(elements) : nil
  }

  /// A number in the grammar of RFC 8259 §6, as text.
  private mutating func number() -> JSON? {
    let start = at
    if at < bytes.count, bytes[at] == UInt8(ascii: "-") { at += 1 }
    guard digits() else { return nil }
    if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
      at += 1
      guard digits() else { return nil }
    }
    if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
      guard digits() else { return nil }
    }
    return .number(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<at]), as: UTF8.self))
  }

  private mutating func digits() -> Bool {
    let start = at
    while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
    return at > start
  }

  private mutating func string() -> String? {
    at += 1
    let start = at
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        defer { at += 1 }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<at]), as: UTF8.self)
      case UInt8(ascii: "\\"):
        return escapedString(plain: bytes[start..<at])
      default:
        at += 1
      }
    }
    return nil
  }

  private mutating func escapedString(plain: Slice<UnsafeBufferPointer<UInt8>>) -> String? {
    var text = Array(plain)
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): guard escape(into: &text) else { return nil }
      default: text.append(byte)
      }
    }
    return nil
  }

  private mutating func escape(into text: inout [UInt8]) -> Bool {
    guard at < bytes.count else { return false }
    let byte = bytes[at]
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): return unicodeEscape(into: &text)
    default: return false
    }
    return true
  }

  /// What follows `\u`: four hexadecimal digits; a surrogate pair as one scalar, half a pair as U+FFFD (RFC 8259 §7).
  private mutating func unicodeEscape(into text: inout [UInt8]) -> Bool {
    guard let unit = hexUnit() else { return false }
    var value = UInt32(unit)
    if (0xD800...0xDBFF).contains(unit), bytes.count - at >= 6, bytes[at] == UInt8(ascii: "\\"),
      bytes[at + 1] == UInt8(ascii: "u")
    {
      let mark = at
      at += 2
      guard let low = hexUnit() else { return false }
      if (0xDC00...0xDFFF).contains(low) {
        value = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
      } else {
        at = mark
      }
    }
    text.append(contentsOf: String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
    return true
  }

  private mutating func hexUnit() -> UInt16? {
    guard bytes.count - at >= 4 else { return nil }
    var value: UInt16 = 0
    for byte in bytes[at..<at + 4] {
      guard let digit = HexDigit.value(of: byte) else { return nil }
      value = value << 4 | UInt16(digit)
    }
    at += 4
    return value
  }
}
