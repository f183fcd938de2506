import Mail

/// What an account has settled about the mails that it writes and gets.
package struct MailProfile: Sendable, Equatable {
  /// What becomes of a text that needs more parts than allowed.
  package enum TooLong: Sendable, Hashable {
    /// `554 5.3.4`.
    case reject
    /// Cut, with `...` at the end and a word in the answer.
    case truncate
    /// Sent as several messages.
    case split
  }

  /// How the text is chosen and trimmed.
  package var text = TextSettings()
  package var tooLong = TooLong.reject
  /// SMS parts of one message, 1 to 255.
  package var maxParts = 10
  /// Priority of mails that ask for none, 0 to 3.
  package var defaultPriority: UInt8 = 0
  /// How far ahead a mail may be scheduled.
  package var maxSchedule = Duration.seconds(30 * 86_400)
  /// Put before numbers in the national form; nil: numbers are international.
  package var nationalForm: NationalForm?
  /// Minutes east of UTC, for times in addresses.
  package var timeZoneMinutes = 0
  /// Whether delivery is told without NOTIFY=SUCCESS.
  package var receipts = false
  /// Whether `Disposition-Notification-To` and `Return-Receipt-To` ask for a receipt as NOTIFY=SUCCESS does.
  package var hearsReceiptHeaders = false
  /// Language of the mails that it gets; nil: the gateway's.
  package var language: ReportLanguage?
  /// Where messages to its numbers go; empty: to its SMPP sessions.
  package var incoming: [MailAddress] = []
  /// Stands for a network when it is found in the Subject as `token:WORD`.
  package var token: String?
  /// Whether a passing `Authentication-Results` field stands for a network.
  package var trustsAuthenticationResults = false

  package init() {}
}
