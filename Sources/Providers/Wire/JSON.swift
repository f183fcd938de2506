/// A JSON value as a provider wrote it (RFC 8259): numbers keep their text, members their order.
///
/// Read leniently on purpose: providers write numbers as strings and the other way round, so the accessors take both.
package enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  /// The digits as they stood, so that `718.40600` and ids above 2^53 are not touched.
  case number(String)
  case string(String)
  case array([JSON])
  case object([Member])

  package struct Member: Equatable, Sendable {
    package var name: String
    package var value: JSON
    package init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// Reads one value; nil for anything that is not exactly one well-formed value (a cut body, HTML, two values).
  package init?(_ bytes: [UInt8]) {
    guard let value = JSONReader.read(bytes) else { return nil }
    self = value
  }

  /// The member of that name; the last one where a name is repeated. Nil for anything but an object.
  package subscript(name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.name.utf8.count == name.utf8.count && $0.name.utf8.elementsEqual(name.utf8) }?.value
  }

  /// The first of these members that is there and not null.
  package func first(_ names: String...) -> JSON? {
    for name in names {
      if let value = self[name], value != .null { return value }
    }
    return nil
  }

  /// The elements of an array; none for anything else.
  package var elements: [JSON] {
    if case .array(let elements) = self { elements } else { [] }
  }

  /// The members of an object; none for anything else.
  package var members: [Member] {
    if case .object(let members) = self { members } else { [] }
  }

  /// A string, or a number or truth value as it is written; nil for the rest.
  package var text: String? {
    switch self {
    case .string(let text), .number(let text): text
    case .bool(let truth): truth ? "true" : "false"
    case .null, .array, .object: nil
    }
  }

  /// A whole number, also one written as a string or with a fraction of zeros; nil when it does not fit.
  package var integer: Int64? {
    switch self {
    case .number(let text), .string(let text): Self.integer(text)
    case .bool, .null, .array, .object: nil
    }
  }

  private static func integer(_ text: String) -> Int64? {
    if let value = Int64(text) { return value }
    let pieces = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard pieces.count == 2, pieces[1].allSatisfy({ $0 == UInt8(ascii: "0") }) else { return nil }
    return Int64(String(decoding: pieces[0], as: UTF8.self))
  }
}
