/// What became of the recipients of one mail (RFC 3464), to be mailed to its envelope sender.
package struct DeliveryReport: Equatable, Sendable {
  /// RFC 3464 §2.3.3.
  package enum Action: String, Equatable, Sendable, CaseIterable {
    case failed
    case delayed
    case delivered
    case relayed
  }

  /// RET of RFC 3461 §4.3.
  package enum Returned: Equatable, Sendable {
    case headers
    case full
  }

  /// One recipient.
  package struct Recipient: Equatable, Sendable {
    /// As shown to people: `+375291234567`.
    package var number: String
    /// The address in this gateway.
    package var final: MailAddress
    /// ORCPT without its xtext coding: `rfc822;someone@example.org`.
    package var original: String?
    /// What happened.
    package var action: Action
    /// Enhanced status code (RFC 3463); what does not fit the action is replaced by `x.0.0`.
    package var status: String
    /// The provider's answer, for `Diagnostic-Code: x-sms`.
    package var diagnostic: String?
    /// Why, in words for people.
    package var reason: String
    /// When it was tried last.
    package var lastAttempt: MailDate?
    /// Until when it is tried, for `delayed`.
    package var willRetryUntil: MailDate?

    /// A recipient with the fields that every report has.
    package init(number: String, final: MailAddress, action: Action, status: String, reason: String) {
      self.number = number
      self.final = final
      self.action = action
      self.status = status
      self.reason = reason
    }
  }

  /// Our name, for `Reporting-MTA`.
  package var gateway: String
  /// `postmaster@` our domain.
  package var from: MailAddress
  /// The envelope sender of the mail.
  package var to: MailAddress
  /// The `Date` of the report.
  package var date: MailDate
  /// The `Message-ID` of the report.
  package var messageID: String
  /// When the mail came.
  package var arrival: MailDate?
  /// ENVID without its xtext coding.
  package var envelopeID: String?
  /// `Message-ID` of the mail.
  package var originalMessageID: String?
  /// `References` of the mail.
  package var originalReferences: [String] = []
  /// The mail, or its headers alone; empty if it was not kept.
  package var original: [UInt8] = []
  /// How much of it goes back.
  package var returned = Returned.headers
  /// Whether it is written as RFC 6533 says, because an address is not ASCII.
  package var isGlobal = false
  /// Language of the words.
  package var language = ReportLanguage.english
  /// Value of our own hop header.
  package var hop: String?
  /// The recipients, at least one.
  package var recipients: [Recipient]

  /// Most octets of the original that go back.
  package static let originalLimit = 50 * 1024

  /// A report with the fields that every report has.
  package init(
    gateway: String, from: MailAddress, to: MailAddress, date: MailDate, messageID: String, recipients: [Recipient]
  ) {
    self.gateway = gateway
    self.from = from
    self.to = to
    self.date = date
    self.messageID = messageID
    self.recipients = recipients
  }

  /// The worst that happened: the subject says this.
  package var worst: Action {
    Action.allCases.first { action in recipients.contains { $0.action == action } } ?? .failed
  }
}
