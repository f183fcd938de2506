import HTTP

/// A JSON value on its way out (RFC 8259), its members in the order in which they were given.
package enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case number(Int)
  /// Not finite: written as `null`.
  case fraction(Double)
  case text(String)
  case list([JSONValue])
  case object([Member])

  package struct Member: Equatable, Sendable {
    package var name: String
    package var value: JSONValue
  }

  /// An object; members without a value are left out.
  package static func members(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    .object(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })
  }

  /// Text, or nothing where there is none.
  package static func optional(_ text: String?) -> JSONValue? { text.map { .text($0) } }

  /// The octets that stand for the value, without spaces.
  package var encoded: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }

  private func append(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .number(let value): bytes += String(value).utf8
    case .fraction(let value): bytes += (value.isFinite ? "\(value)" : "null").utf8
    case .text(let value): bytes += JSONText.quoted(value).utf8
    case .list(let values): Self.append(values, "[", "]", to: &bytes) { $0.append(to: &$1) }
    case .object(let members):
      Self.append(members, "{", "}", to: &bytes) { member, bytes in
        bytes += JSONText.quoted(member.name).utf8
        bytes.append(0x3A)
        member.value.append(to: &bytes)
      }
    }
  }

  private static func append<T>(
    _ elements: [T], _ open: String, _ close: String, to bytes: inout [UInt8],
    _ write: (T, inout [UInt8]) -> Void
  ) {
    bytes += open.utf8
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(0x2C) }
      write(element, &bytes)
    }
    bytes += close.utf8
  }
}
