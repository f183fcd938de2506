/// What one-time code channels carry: digits only, 1 to 16 of them.
enum VerificationCode {
  static let limit = 16

  static func isValid(_ text: String) -> Bool {
    (1...limit).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
