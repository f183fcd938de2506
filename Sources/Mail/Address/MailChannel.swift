/// A channel as it is named in an address: the label before the domain, or an option behind the number.
package enum MailChannel: String, Equatable, Sendable, CaseIterable {
  case sms
  case viber
  /// Viber, then SMS.
  case viberSMS = "viber-sms"
  /// SMS, then Viber.
  case smsViber = "sms-viber"
  case telegram
  case whatsapp
  case voice
  case mms
  case mail
  case hlr
  case ping
  case flash
}
