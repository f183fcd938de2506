/// What an envelope recipient means to the gateway.
package enum SMSAddress: Equatable, Sendable {
  /// A phone number with its options.
  case number(SMSRecipient)
  /// A list or alias of the configuration, by its name in lower case.
  case name(String, SMSOptions)
  /// `g.<group>`: a group of the contacts, in lower case.
  case group(String, SMSOptions)
  /// `postmaster` (RFC 5321 §4.5.1), `abuse` (RFC 2142) or `preview`, our own sender of preview mails.
  case role(Role)
  /// `r-<token>`: an answer to a mail of ours. The token is not checked yet; see ``ReplyToken``.
  case reply(token: String)

  /// Mailboxes that are no phone.
  package enum Role: String, Equatable, Sendable, CaseIterable {
    case postmaster
    case abuse
    case preview
  }

  /// Reads a recipient. `localPart` may be quoted; `ownDomains` are in lower case.
  package static func parse(
    localPart: String, domain: String, ownDomains: [String]
  ) throws(SMSAddressRefusal) -> SMSAddress {
    try SMSAddressParser(localPart: localPart, domain: domain, ownDomains: ownDomains).parse()
  }
}

/// A phone number from an address.
package struct SMSRecipient: Equatable, Sendable {
  /// 3 to 15 digits, without `+` or `00`.
  package var digits: String
  /// Whether it was written with `+`, `00` or `p`: then no country rule may change it.
  package var isInternational: Bool
  /// What was asked for besides.
  package var options: SMSOptions

  /// A recipient from its fields.
  package init(digits: String, isInternational: Bool, options: SMSOptions = SMSOptions()) {
    self.digits = digits
    self.isInternational = isInternational
    self.options = options
  }
}

/// Options of one recipient: `+s=ACME+viber+at=1830+max=1+test`.
package struct SMSOptions: Equatable, Sendable {
  /// When to send, in the time of the account.
  package enum Time: Equatable, Sendable {
    /// `at=1830`: the next time the clock shows this.
    case clock(hour: Int, minute: Int)
    /// `at=202601311830`.
    case date(year: Int, month: Int, day: Int, hour: Int, minute: Int)
  }

  /// Channel from an option or from the domain; `nil` is SMS. An option wins over the domain.
  package var channel: MailChannel?
  /// Sender that is asked for: 1 to 11 characters, or up to 15 digits.
  package var sender: String?
  /// When to send.
  package var time: Time?
  /// Most parts that may be sent, 1 to 255.
  package var maxParts: Int?
  /// Nothing is sent, but everything else happens.
  package var isTest = false
  /// Nothing is sent; a mail back shows what would be.
  package var isPreview = false
  /// Quiet hours do not count.
  package var isUrgent = false

  /// No options.
  package init() {}
}

/// Why an address is no recipient of ours. The reply code stands behind each case.
package enum SMSAddressRefusal: Error, Equatable, Sendable {
  /// The domain is not ours: `550 5.7.1`.
  case notOurDomain
  /// The label before our domain names no channel: `550 5.1.2`.
  case unknownLabel(String)
  /// `user%other`, `a!b` or a quoted `@`: `550 5.7.1`.
  case relayAttempt
  /// Nothing before the `@`, or more than 64 octets (RFC 5321 §4.5.3.1.1): `501 5.1.3`.
  case badLength
  /// Characters that no number and no name has: `553 5.1.3`.
  case badCharacters
  /// Digits, but too few or too many for a number: `550 5.1.1`.
  case badNumber
  /// An option that does not exist: `550 5.1.3`. Carries its name.
  case unknownOption(String)
  /// An option with a value it cannot have: `550 5.1.3`. Carries its name.
  case badOption(String)
}
