/// Text of C-octet strings, octet for octet.
///
/// The specification allows ASCII; clients send what they have. Each octet becomes the scalar of the same number
/// (ISO 8859-1), so every value survives the way through a `String` unchanged.
package enum WireText {
  /// The octets as text. ASCII of up to 15 octets needs no allocation.
  package static func string(_ bytes: some Collection<UInt8>) -> String {
    if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
    return String(String.UnicodeScalarView(bytes.lazy.map { Unicode.Scalar($0) }))
  }

  /// The octets of a text; scalars above U+00FF become `?`.
  package static func bytes(of text: String) -> [UInt8] {
    text.unicodeScalars.map { $0.value <= 0xFF ? UInt8(truncatingIfNeeded: $0.value) : UInt8(ascii: "?") }
  }
}
