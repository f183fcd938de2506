/// The id of one accepted message, unique over all nodes and never used again.
///
/// As text it is decimal, first digit 1 to 9, 18 digits at most, so that no client can lose a leading zero or a case.
package struct MessageID: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
  package var rawValue: UInt64

  package init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Reads the decimal form; nil for anything but 1 to 18 digits without a leading zero.
  package init?(text: some StringProtocol) {
    var value: UInt64 = 0
    var count = 0
    for byte in text.utf8 {
      guard (0x30...0x39).contains(byte), count < 18, !(count == 0 && byte == 0x30) else { return nil }
      value = value &* 10 &+ UInt64(byte &- 0x30)
      count += 1
    }
    guard count > 0 else { return nil }
    rawValue = value
  }

  package var description: String { String(rawValue) }

  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
