/// The base64 of RFC 4648 §4 as SASL uses it (RFC 4954 §4): padded, no line breaks, no stray bits.
package enum Base64 {
  private static let alphabet = [UInt8]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, octet) in alphabet.enumerated() { values[Int(octet)] = UInt8(value) }
    return values
  }()

  /// The base64 text of `octets`.
  package static func encode(_ octets: some Sequence<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    var group: UInt32 = 0
    var count = 0
    for octet in octets {
      group = group << 8 | UInt32(octet)
      count += 1
      if count == 3 {
        append(group, characters: 4, to: &text)
        group = 0
        count = 0
      }
    }
    if count > 0 {
      append(group << UInt32(8 * (3 - count)), characters: count + 1, to: &text)
      text.append(contentsOf: repeatElement(ASCII.equals, count: 3 - count))
    }
    return text
  }

  private static func append(_ group: UInt32, characters: Int, to text: inout [UInt8]) {
    for index in 0..<characters {
      text.append(alphabet[Int(group >> UInt32(18 - 6 * index) & 0x3F)])
    }
  }

  /// The octets that `text` stands for; nil when its length is no multiple of four or over `limit`, when an octet lies
  /// outside the alphabet, when padding stands elsewhere than at the end, or when unused bits are set.
  package static func decode(_ text: some Collection<UInt8>, limit: Int) -> [UInt8]? {
    guard text.count % 4 == 0, text.count <= limit else { return nil }
    var octets: [UInt8] = []
    octets.reserveCapacity(text.count / 4 * 3)
    var group: UInt32 = 0
    var count = 0
    var padding = 0
    for octet in text {
      if octet == ASCII.equals {
        padding += 1
        group <<= 6
      } else {
        let value = values[Int(octet)]
        guard value != 0xFF, padding == 0 else { return nil }
        group = group << 6 | UInt32(value)
      }
      count += 1
      if count == 4 {
        guard appendGroup(group, padding: padding, to: &octets) else { return nil }
        group = 0
        count = 0
      }
    }
    return octets
  }

  private static func appendGroup(_ group: UInt32, padding: Int, to octets: inout [UInt8]) -> Bool {
    guard padding <= 2 else { return false }
    let unused = UInt32(1) << UInt32(8 * padding) - 1
    guard group & unused == 0 else { return false }
    octets.append(UInt8(truncatingIfNeeded: group >> 16))
    if padding < 2 { octets.append(UInt8(truncatingIfNeeded: group >> 8)) }
    if padding < 1 { octets.append(UInt8(truncatingIfNeeded: group)) }
    return true
  }
}
