/// What an e-mail address must look like for a provider that takes it where it takes a number.
enum LetterAddress {
  /// Octets of an address, at most (RFC 5321 §4.5.3.1.3, without the angle brackets).
  static let limit = 254

  /// Whether it is one local part and one domain of printable ASCII, without anything that separates recipients.
  static func isUsable(_ address: String) -> Bool {
    let halves = address.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard halves.count == 2, halves.allSatisfy({ !$0.isEmpty }), address.utf8.count <= limit else { return false }
    return address.utf8.allSatisfy { (0x21...0x7E).contains($0) && !separators.contains($0) }
  }

  private static let separators: Set<UInt8> = Set(",;:<>\"\\".utf8)
}
