/// How a message reaches the handset. The raw value is stored; never renumber.
package enum Channel: UInt8, Hashable, Sendable, CaseIterable {
  case sms = 0
  /// Viber text, picture or button.
  case viber = 1
  /// Viber first, SMS when it was not delivered in time.
  case viberThenSMS = 2
  /// SMS first, Viber when it was not delivered in time.
  case smsThenViber = 3
  /// A verification code over Telegram: digits only, 16 at most.
  case telegram = 4
  /// A verification code over WhatsApp: digits only, 16 at most.
  case whatsapp = 5
  /// A call that reads the text out.
  case voice = 6
  case mms = 7
  case mail = 8
  /// A question to the home location register; the answer stands in the receipt.
  case hlr = 9
  /// A silent SMS that tells whether the phone is reachable.
  case ping = 10
  /// An SMS of class 0, shown and not stored.
  case flash = 11

  /// The word used in the configuration, the logs and the console.
  package var word: String { Self.words[Int(rawValue)] }

  package init?(word: some StringProtocol) {
    guard let index = Self.words.firstIndex(where: { $0.utf8.elementsEqual(word.utf8) }) else { return nil }
    self.init(rawValue: UInt8(index))
  }

  private static let words = [
    "sms", "viber", "viber-sms", "sms-viber", "telegram", "whatsapp", "voice", "mms", "mail", "hlr", "ping", "flash",
  ]
}
