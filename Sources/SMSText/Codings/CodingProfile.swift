/// How one account uses the codings whose meaning SMPP leaves to the message centre.
package struct CodingProfile: Sendable, Hashable {
  /// What octets under coding 0 or 1 can mean. The raw values are the words of the configuration.
  package enum Meaning: String, Sendable, Hashable, CaseIterable {
    case gsm, ascii, latin1, utf8
  }

  /// The default alphabet: coding 0, the message classes and indications, and the reserved values.
  package var coding0: Meaning
  /// Coding 1.
  package var coding1: Meaning
  /// Whether GSM text comes packed, eight septets in seven octets, instead of one septet an octet.
  package var isPacked: Bool
  /// Whether usual mistakes of senders are mended (``TextRepair``) instead of read to the letter.
  package var repairs: Bool

  package init(coding0: Meaning = .gsm, coding1: Meaning = .ascii, isPacked: Bool = false, repairs: Bool = true) {
    self.coding0 = coding0
    self.coding1 = coding1
    self.isPacked = isPacked
    self.repairs = repairs
  }
}
