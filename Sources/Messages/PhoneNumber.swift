/// A subscriber number in international form: digits only, no `+`, 1 to 20 of them.
package struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
  package let digits: String

  /// Takes a number as people write it: one leading `+` or `00` and the usual punctuation (space `-` `.` `(` `)`) are
  /// taken off. Nil when anything else stands there, or when fewer than `minimum` or more than 20 digits are left.
  package init?(_ written: some StringProtocol, minimum: Int = 3) {
    var written = String(written)
    let digits = written.withUTF8 { Self.digits(of: $0, minimum: minimum) }
    guard let digits else { return nil }
    self.digits = digits
  }

  private static func digits(of utf8: UnsafeBufferPointer<UInt8>, minimum: Int) -> String? {
    var digits: [UInt8] = []
    digits.reserveCapacity(24)
    var first = true
    for byte in utf8 {
      switch byte {
      case 0x30...0x39: digits.append(byte)
      case 0x2B where first: break
      case 0x20, 0x2D, 0x2E, 0x28, 0x29: break
      default: return nil
      }
      if byte != 0x20 { first = false }
      guard digits.count <= 22 else { return nil }
    }
    if digits.count > 2, digits[0] == 0x30, digits[1] == 0x30 { digits.removeFirst(2) }
    guard digits.count >= minimum, digits.count <= 20 else { return nil }
    return String(decoding: digits, as: UTF8.self)
  }

  /// Wraps what is known to be digits: what came back out of the store.
  package init(trusted digits: String) { self.digits = digits }

  package var description: String { "+" + digits }
}
