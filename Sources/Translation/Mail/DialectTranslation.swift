import Mail
import Messages
import SMPP
import SMTP

/// Turns an order that was written into the body of a mail into targets.
package struct DialectTranslation: Sendable {
  private let profile: MailProfile

  package init(profile: MailProfile) { self.profile = profile }

  /// - Parameters:
  ///   - recipient: the address that the order was mailed to; receipts name it.
  ///   - group: what a group of the dialect (`G17`) stands for; nil for an unknown one.
  package func targets(
    _ order: DialectMessage, recipient: Recipient, now: Timestamp, group: (Int) -> [MailTarget]?
  ) -> Result<[MailTarget], Refusal> {
    do throws(Refusal) {
      guard order.transliteration == 0 else { throw .contentRefused("transliteration is not offered") }
      let channel = try Self.channel(order.format)
      let dueAt = try order.time.map { time throws(Refusal) in try moment(time, zone: order.timeZone, now: now) }
      var targets: [MailTarget] = []
      for entry in order.entries {
        for var target in try self.targets(entry.recipient, recipient, group) {
          target.channel = channel
          target.sender = order.sender ?? ""
          target.dueAt = dueAt
          target.text = entry.text
          target.isTest = order.isTest
          targets.append(target)
        }
      }
      return .success(targets)
    } catch {
      return .failure(error)
    }
  }

  private func targets(
    _ entry: DialectMessage.Recipient, _ recipient: Recipient, _ group: (Int) -> [MailTarget]?
  ) throws(Refusal) -> [MailTarget] {
    switch entry {
    case .number(let digits, let isLiteral):
      guard let number = profile.number(digits, isLiteral: isLiteral) else { throw .destinationInvalid }
      return [MailTarget(address: recipient.path.address, parameters: recipient.parameters, number: number)]
    case .group(let id):
      guard let members = group(id) else { throw .destinationInvalid }
      return members
    case .address, .identifier: throw .destinationInvalid
    }
  }

  private static func channel(_ format: DialectMessage.Format) throws(Refusal) -> Channel {
    switch format {
    case .sms: .sms
    case .flash: .flash
    case .hlr: .hlr
    case .ping: .ping
    case .mms: .mms
    case .mail: .mail
    case .call: .voice
    case .viber: .viber
    case .push, .social: throw .channelNotServed
    case .binary, .binaryHex: throw .binaryNotCarried
    }
  }

  /// `zone` moves the account's own by so many hours.
  private func moment(_ time: DialectMessage.Time, zone: Int?, now: Timestamp) throws(Refusal) -> Timestamp {
    let offset = Int64(profile.timeZoneMinutes) * 60 + Int64(zone ?? 0) * 3_600
    switch time {
    case .epoch(let seconds): return max(Timestamp(seconds: Int64(seconds)), now)
    case .minutes(let minutes): return now + .seconds(minutes * 60)
    case .date(let day, let month, let year, let hour, let minute):
      let date = CivilDate(year: year, month: month, day: day, hour: hour, minute: minute)
      let moment = Timestamp(seconds: date.unixSeconds - offset)
      guard date.isValid, moment >= now - .seconds(60) else { throw .scheduleInvalid }
      return max(moment, now)
    case .hours(let from, let to): return within(from, to, offset: offset, now: now)
    }
  }

  /// Now when the clock stands between the hours, else the next time that it shows the first.
  private func within(_ from: Int, _ to: Int, offset: Int64, now: Timestamp) -> Timestamp {
    let local = now.seconds + offset
    let clock = ((local % 86_400) + 86_400) % 86_400
    let hour = Int(clock / 3_600)
    let isOpen = from <= to ? (from..<to).contains(hour) : hour >= from || hour < to
    if isOpen || from == to { return now }
    let start = Int64(from) * 3_600
    return Timestamp(seconds: local - clock + (start > clock ? start : start + 86_400) - offset)
  }
}
