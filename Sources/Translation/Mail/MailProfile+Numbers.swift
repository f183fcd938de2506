import Mail
import Messages
import SMPP

extension MailProfile {
  /// The number as the providers want it. With a country prefix, national forms are made international.
  package func number(_ recipient: SMSRecipient) -> PhoneNumber? {
    number(recipient.digits, isLiteral: recipient.isInternational)
  }

  /// - Parameter isLiteral: written with `+` or `00`: then no country rule may change it.
  package func number(_ digits: String, isLiteral: Bool) -> PhoneNumber? {
    guard let nationalForm, !isLiteral else { return PhoneNumber(digits) }
    return nationalForm.number(digits)
  }

  /// A time written in an address, in the account's zone. A clock means the next time that it shows this.
  func moment(_ time: SMSOptions.Time, now: Timestamp) throws(Refusal) -> Timestamp {
    let offset = Int64(timeZoneMinutes) * 60
    switch time {
    case .clock(let hour, let minute):
      let local = now.seconds + offset
      let today = local - ((local % 86_400) + 86_400) % 86_400 + Int64(hour * 3_600 + minute * 60)
      return Timestamp(seconds: (today > local ? today : today + 86_400) - offset)
    case .date(let year, let month, let day, let hour, let minute):
      let date = CivilDate(year: year, month: month, day: day, hour: hour, minute: minute)
      let moment = Timestamp(seconds: date.unixSeconds - offset)
      guard date.isValid, moment >= now - .seconds(60) else { throw .scheduleInvalid }
      return max(moment, now)
    }
  }
}
