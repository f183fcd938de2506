/// How one account uses the codings whose meaning SMPP leaves to the message centre.
package struct CodingProfile: Sendable, Hashable {
  /// What octets under coding 0 or 1 can mean. The raw values are the words of the configuration.
  package enum Meaning: String, Sendable, Hashable, CaseIterable {
    /// GSM 7-bit, one septet an octet.
    case gsm
    /// GSM 7-bit, eight septets in seven octets (3GPP TS 23.038 §6.1.2.1).
    case packed
    case ascii, latin1, utf8
  }

  /// The default alphabet: coding 0, the message classes and indications, and the reserved values.
  package var coding0: Meaning
  /// Coding 1.
  package var coding1: Meaning
  /// Whether usual mistakes of senders are mended (``TextRepair``) instead of read to the letter.
  package var repairs: Bool

  package init(coding0: Meaning = .gsm, coding1: Meaning = .ascii, repairs: Bool = true) {
    self.coding0 = coding0
    self.coding1 = coding1
    self.repairs = repairs
  }
}

extension CodingProfile {
  /// The same for text whose septets are unpacked already.
  package var unpacked: CodingProfile {
    var profile = self
    if coding0 == .packed { profile.coding0 = .gsm }
    if coding1 == .packed { profile.coding1 = .gsm }
    return profile
  }
}
