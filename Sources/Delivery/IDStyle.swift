import Messages

/// How message ids are written for a client, for the replacement of an old SMSC.
package enum IDStyle: String, Hashable, Sendable, CaseIterable {
  /// Up to 18 decimal digits.
  case decimal
  /// The same number in lower-case hexadecimal.
  case hex
  /// In the form of a UUID, made from the number.
  case uuid
  /// Hexadecimal in the response, decimal in the receipt.
  case vonage
  /// Ten decimal digits, counted (``CountedIDs``).
  case pad10
}

extension IDStyle {
  /// An id in the response to a submit. A style that counts has its ids from elsewhere.
  package func text(of id: MessageID) -> String {
    switch self {
    case .decimal, .pad10: id.description
    case .hex, .vonage: String(id.rawValue, radix: 16)
    case .uuid: Self.uuid(id)
    }
  }

  /// The same id in a receipt, from what the response said.
  package func receiptText(of clientID: String) -> String {
    guard self == .vonage, let number = UInt64(clientID, radix: 16) else { return clientID }
    return String(number)
  }

  /// Version 4 and variant 1 as RFC 9562 §4 wants them; begins with a letter, so that no client takes it for a number.
  private static func uuid(_ id: MessageID) -> String {
    let digits = padded(String(id.rawValue, radix: 16), to: 16)
    return "a0000000-\(digits.prefix(4))-4000-8000-\(digits.suffix(12))"
  }

  private static func padded(_ digits: String, to width: Int) -> String {
    String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
