/// The id of one accepted message, unique over all nodes and never used again.
///
/// As text it is decimal, first digit 1 to 9, 18 digits at most, so that no client can lose a leading zero or a case.
package struct MessageID: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
  package var rawValue: UInt64

  package init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Reads the decimal form; nil for anything but 1 to 18 digits without a leading zero.
  package init?(text: some StringProtocol) { self.init(text: String(text)) }

  /// The same for a whole string, which needs no generic code: it is read for each message several times.
  package init?(text: String) {
    var text = text
    let value = text.withUTF8 { digits -> UInt64? in
      guard (1...18).contains(digits.count), digits[0] != 0x30 else { return nil }
      var value: UInt64 = 0
      for byte in digits {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value &* 10 &+ UInt64(byte &- 0x30)
      }
      return value
    }
    guard let value else { return nil }
    rawValue = value
  }

  package var description: String {
    var rest = rawValue
    // UInt64.max has 20 digits.
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var start = 20
      repeat {
        start -= 1
        digits[start] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      return String(decoding: UnsafeBufferPointer(rebasing: digits[start..<20]), as: UTF8.self)
    }
  }

  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
