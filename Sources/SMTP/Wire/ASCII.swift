/// The octets that SMTP gives a meaning to, and comparisons of text as octets.
enum ASCII {
  static let nul: UInt8 = 0x00
  static let tab: UInt8 = 0x09
  static let lf: UInt8 = 0x0A
  static let cr: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let exclamation: UInt8 = 0x21
  static let quote: UInt8 = 0x22
  static let percent: UInt8 = 0x25
  static let plus: UInt8 = 0x2B
  static let comma: UInt8 = 0x2C
  static let hyphen: UInt8 = 0x2D
  static let dot: UInt8 = 0x2E
  static let zero: UInt8 = 0x30
  static let nine: UInt8 = 0x39
  static let colon: UInt8 = 0x3A
  static let semicolon: UInt8 = 0x3B
  static let less: UInt8 = 0x3C
  static let equals: UInt8 = 0x3D
  static let greater: UInt8 = 0x3E
  static let at: UInt8 = 0x40
  static let openBracket: UInt8 = 0x5B
  static let backslash: UInt8 = 0x5C
  static let closeBracket: UInt8 = 0x5D
  static let delete: UInt8 = 0x7F

  static func isDigit(_ octet: UInt8) -> Bool { octet >= zero && octet <= nine }

  static func isLetter(_ octet: UInt8) -> Bool {
    let folded = octet | 0x20
    return folded >= 0x61 && folded <= 0x7A
  }

  static func isControl(_ octet: UInt8) -> Bool { octet < space || octet == delete }

  static func uppercased(_ octet: UInt8) -> UInt8 {
    octet >= 0x61 && octet <= 0x7A ? octet & 0xDF : octet
  }

  /// The octets as a string with letters in upper case; nil when an octet is no printable ASCII.
  static func keyword(_ octets: some Sequence<UInt8>) -> String? {
    var text: [UInt8] = []
    for octet in octets {
      guard octet > space, octet < delete else { return nil }
      text.append(uppercased(octet))
    }
    return String(validating: text, as: UTF8.self)
  }

  /// A number of 1 to `maximumDigits` (at most 18) decimal digits; nil for anything else, signs included.
  static func decimal(_ octets: some Collection<UInt8>, maximumDigits: Int) -> Int? {
    guard !octets.isEmpty, octets.count <= min(maximumDigits, 18) else { return nil }
    var value = 0
    for octet in octets {
      guard isDigit(octet) else { return nil }
      value = value * 10 + Int(octet - zero)
    }
    return value
  }

  /// The octets without spaces at their end (RFC 5321 §4.1.1 asks receivers to tolerate them).
  static func trimmingTrailingSpaces(_ octets: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = octets
    while rest.last == space { rest = rest.dropLast() }
    return rest
  }
}
