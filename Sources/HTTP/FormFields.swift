/// Names and values in order, as in a query or a body of `application/x-www-form-urlencoded` (WHATWG URL §5).
package struct FormFields: Equatable, Sendable, ExpressibleByDictionaryLiteral {
  package struct Field: Equatable, Sendable {
    package var name: String
    package var value: String
  }

  package private(set) var fields: [Field] = []

  package init() {}

  package init(dictionaryLiteral elements: (String, String)...) {
    fields = elements.map { Field(name: $0.0, value: $0.1) }
  }

  /// Reads a query or a form body.
  ///
  /// - Returns: `nil` when a name or a value is broken coding or not UTF-8, or when there are more fields than the limit.
  package init?(parsing text: some Collection<UInt8>, limit: Int = 256) {
    for pair in text.split(separator: 0x26) {
      guard fields.count < limit else { return nil }
      let parts = pair.split(separator: 0x3D, maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.text(parts[0]), let value = parts.count > 1 ? Self.text(parts[1]) : "" else { return nil }
      fields.append(Field(name: name, value: value))
    }
  }

  /// The first value of that name; names compare as UTF-8.
  package subscript(name: String) -> String? {
    fields.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
  }

  package mutating func add(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  /// A form body: spaces as `+`.
  package var body: [UInt8] { encoded(spaceAsPlus: true) }

  /// A query without its question mark: spaces as `%20`, which every server understands.
  package var query: String { String(decoding: encoded(spaceAsPlus: false), as: UTF8.self) }

  private func encoded(spaceAsPlus: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    for field in fields {
      if !bytes.isEmpty { bytes.append(0x26) }
      Self.append(field.name, spaceAsPlus, to: &bytes)
      bytes.append(0x3D)
      Self.append(field.value, spaceAsPlus, to: &bytes)
    }
    return bytes
  }

  private static func append(_ text: String, _ spaceAsPlus: Bool, to bytes: inout [UInt8]) {
    for byte in text.utf8 {
      if byte == 0x20, spaceAsPlus { bytes.append(0x2B) } else { PercentCoding.append(byte, to: &bytes) }
    }
  }

  private static func text(_ coded: some Collection<UInt8>) -> String? {
    PercentCoding.decode(coded, plusIsSpace: true).flatMap { String(validating: $0, as: UTF8.self) }
  }
}

extension HTTPRequest {
  /// A POST of a form.
  package static func form(_ target: String, _ fields: FormFields) -> HTTPRequest {
    HTTPRequest(
      .post, target, headers: ["Content-Type": "application/x-www-form-urlencoded"], body: fields.body)
  }

  /// The target before its question mark.
  package var path: Substring { target[..<(target.utf8.firstIndex(of: 0x3F) ?? target.endIndex)] }

  /// The fields behind the question mark: none when there is no query, `nil` when it is broken.
  package var query: FormFields? {
    guard let mark = target.utf8.firstIndex(of: 0x3F) else { return FormFields() }
    return FormFields(parsing: target.utf8[target.utf8.index(after: mark)...])
  }
}
