/// The header fields of one part, as places in the octets of the mail. Nothing is copied until it is asked for.
package struct MailHeaders: Sendable {
  /// One field: the places of its name and of its value with the folding still inside.
  package struct Field: Equatable, Sendable {
    /// Place of the name, without the colon.
    package let name: Range<Int>
    /// Place of the value after the colon up to the line end of its last line.
    package let value: Range<Int>
  }

  /// The octets of the whole mail.
  let bytes: [UInt8]
  /// The fields in the order of the mail.
  package let fields: [Field]

  /// The name of a field in lower case.
  package func name(of field: Field) -> String { ASCII.lowercased(bytes[field.name]) }

  /// The value of a field, unfolded (RFC 5322 §2.2.3), without white space at the ends.
  package func value(of field: Field) -> [UInt8] {
    let raw = ASCII.trimmed(bytes[field.value])
    guard raw.contains(where: { $0 == ASCII.lf || $0 == ASCII.cr }) else { return Array(raw) }
    return raw.filter { $0 != ASCII.lf && $0 != ASCII.cr }
  }

  /// The first field of this name, unfolded; names are compared whatever the case.
  package subscript(name: String) -> [UInt8]? {
    fields.first { ASCII.equal(bytes[$0.name], name) }.map(value(of:))
  }

  /// All fields of this name in order, unfolded.
  package func all(_ name: String) -> [[UInt8]] {
    fields.filter { ASCII.equal(bytes[$0.name], name) }.map(value(of:))
  }

  /// How many fields have this name.
  package func count(_ name: String) -> Int {
    fields.reduce(0) { ASCII.equal(bytes[$1.name], name) ? $0 + 1 : $0 }
  }

  /// The first field of this name as text: RFC 2047 words decoded, raw octets by `unlabelled`, control characters as spaces.
  package func text(_ name: String, unlabelled: UnlabelledCharset = .guess) -> String? {
    self[name].map { EncodedWords.decode($0, unlabelled: unlabelled) }
  }
}
