import Messages

/// Characters of a text as providers count them.
enum TextLength {
  /// UTF-16 units of a text that leaves the GSM alphabet, else scalars.
  static func characters(of message: Message) -> Int {
    message.encoding == .gsm ? message.text.unicodeScalars.count : message.text.utf16.count
  }

  /// Septets: what stands behind the escape of the GSM alphabet counts twice (3GPP TS 23.038 §6.2.1.1), and so does the
  /// line feed where a provider's counter says so.
  static func septets(of text: String, lineFeedCountsTwice: Bool = false) -> Int {
    var count = 0
    for scalar in text.unicodeScalars {
      switch scalar {
      case "[", "]", "\\", "^", "{", "}", "|", "~", "€", "\u{0C}": count += 2
      case "\n": count += lineFeedCountsTwice ? 2 : 1
      default: count += 1
      }
    }
    return count
  }
}
