/// A whole order written into the body of a mail, as other gateways take it.
package struct DialectMessage: Equatable, Sendable {
  /// Who pays.
  package enum Credentials: Equatable, Sendable {
    /// Name and password; Clickatell also names its API.
    case login(String, password: String, api: String?)
    /// A key alone.
    case key(String)
  }

  /// Where one text goes.
  package enum Recipient: Equatable, Sendable {
    /// Digits. `isLiteral`: written with `+`, so no country rule may change it.
    case number(String, isLiteral: Bool)
    /// `G<n>`.
    case group(Int)
    /// A mail address.
    case address(String)
    /// `#ID`.
    case identifier(String)
  }

  /// One text for one recipient.
  package struct Entry: Equatable, Sendable {
    /// Where it goes.
    package var recipient: Recipient
    /// The text, lines separated by LF.
    package var text: String

    /// An entry from its fields.
    package init(_ recipient: Recipient, _ text: String) {
      self.recipient = recipient
      self.text = text
    }
  }

  /// When to send.
  package enum Time: Equatable, Sendable {
    /// `DDMMYYhhmm`.
    case date(day: Int, month: Int, year: Int, hour: Int, minute: Int)
    /// `h1-h2`: within these hours.
    case hours(Int, Int)
    /// `0ts`: seconds since 1970.
    case epoch(Int)
    /// `+min`: minutes from now.
    case minutes(Int)
  }

  /// What to send.
  package enum Format: Int, Equatable, Sendable, CaseIterable {
    case sms = 0, flash, push, hlr, binary, binaryHex, ping, mms, mail, call, viber, social
  }

  /// Who pays.
  package var credentials: Credentials
  /// The client's own id, 1 to 2147483647.
  package var id: Int?
  /// When to send.
  package var time: Time?
  /// Hours between the time zone of `time` and the gateway's.
  package var timeZone: Int?
  /// 0 none, 1 and 2 the two ways of writing Cyrillic in Latin letters.
  package var transliteration = 0
  /// What to send.
  package var format = Format.sms
  /// Sender that is asked for.
  package var sender: String?
  /// Nothing is sent.
  package var isTest = false
  /// Where errors and ids are mailed to.
  package var replyTo: String?
  /// What goes where; never empty.
  package var entries: [Entry] = []

  /// An order without content.
  package init(credentials: Credentials) {
    self.credentials = credentials
  }
}

/// Why a body is no order. Carries what a person needs to find the place.
package enum DialectFault: Error, Equatable, Sendable {
  /// A field is missing: its name.
  case missing(String)
  /// A field has a value it cannot have: its name and the value (at most 40 characters).
  case bad(String, String)
  /// No recipient.
  case noRecipient
  /// More recipients than the limit.
  case tooManyRecipients(limit: Int)
  /// No text.
  case noText

  static func wrong(_ field: String, _ value: some Sequence<UInt8>) -> DialectFault {
    .bad(field, String(decoding: Array(value.prefix(40)), as: UTF8.self))
  }
}
