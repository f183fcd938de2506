/// Named values in order, as a query (RFC 3986 §3.4) or as `application/x-www-form-urlencoded`.
package struct QueryFields: Equatable, Sendable, ExpressibleByDictionaryLiteral {
  package struct Field: Equatable, Sendable {
    package var name: String
    package var value: String
  }

  package private(set) var fields: [Field] = []

  package init() {}

  package init(dictionaryLiteral elements: (String, String)...) {
    fields = elements.map { Field(name: $0.0, value: $0.1) }
  }

  /// Fields read before a form is taken to be hostile and the rest is left out.
  static let readLimit = 1_000

  /// Reads a query or a form; `+` is a space, a broken escape stays as it is.
  package init(parsing encoded: some Collection<UInt8>) {
    for pair in encoded.split(separator: UInt8(ascii: "&"), maxSplits: Self.readLimit).prefix(Self.readLimit) {
      let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = halves.first else { continue }
      let value = halves.count > 1 ? Self.decoded(Array(halves[1])) : ""
      fields.append(Field(name: Self.decoded(Array(name)), value: value))
    }
  }

  /// The value of the first field of that name.
  package subscript(name: String) -> String? {
    fields.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
  }

  package mutating func add(_ name: String, _ value: String) { fields.append(Field(name: name, value: value)) }

  /// Adds the field when there is a value.
  package mutating func add(_ name: String, _ value: String?) {
    if let value { add(name, value) }
  }

  package mutating func add(contentsOf other: QueryFields) { fields += other.fields }

  package var isEmpty: Bool { fields.isEmpty }

  /// `name=value&…`; a space is `%20`, which both a query and a form understand.
  package var encoded: [UInt8] {
    var bytes: [UInt8] = []
    for field in fields {
      if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
      Self.append(field.name, to: &bytes)
      bytes.append(UInt8(ascii: "="))
      Self.append(field.value, to: &bytes)
    }
    return bytes
  }

  /// One value, escaped.
  static func escaped(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    append(text, to: &bytes)
    return bytes
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
      default: HexDigit.appendEscape(of: byte, to: &bytes)
      }
    }
  }

  private static func decoded(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      if byte == UInt8(ascii: "%"), bytes.count - at >= 3, let high = HexDigit.value(of: bytes[at + 1]),
        let low = HexDigit.value(of: bytes[at + 2])
      {
        text.append(high << 4 | low)
        at += 3
      } else {
        text.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
        at += 1
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
