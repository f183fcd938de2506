import Mail
import Messages
import SMTP

/// Where one text of a mail goes, as the envelope or a dialect says it.
package struct MailTarget: Sendable, Hashable {
  /// The recipient as written in RCPT.
  package var address: String
  package var parameters: RecipientParameters
  package var number: PhoneNumber
  /// A list that a provider keeps, in place of the number.
  package var providerList: ProviderList?
  package var channel = Channel.sms
  /// Empty for the account's own.
  package var sender = ""
  /// Not before; nil for at once, or what the envelope says.
  package var dueAt: Timestamp?
  /// Parts at most; the account's limit holds as well.
  package var maxParts: Int?
  /// In place of the text of the mail.
  package var text: String?
  /// Everything happens but the sending.
  package var isTest = false
  /// Nothing is sent; a mail back shows what would be.
  package var isPreview = false

  package init(address: String, parameters: RecipientParameters = RecipientParameters(), number: PhoneNumber) {
    self.address = address
    self.parameters = parameters
    self.number = number
  }

  /// Takes over what was written behind the number or before the domain.
  package mutating func apply(_ options: SMSOptions, profile: MailProfile, now: Timestamp) throws(Refusal) {
    channel = options.channel.flatMap { Channel(word: $0.rawValue) } ?? .sms
    sender = options.sender ?? ""
    dueAt = try options.time.map { time throws(Refusal) in try profile.moment(time, now: now) }
    maxParts = options.maxParts
    isTest = options.isTest
    isPreview = options.isPreview
  }
}
