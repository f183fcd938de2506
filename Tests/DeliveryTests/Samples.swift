import Delivery
import Messages
import Providers
import Store

/// Values that many tests need, with only what matters to them given.
enum Sample {
  static let now = Timestamp(milliseconds: 1_700_000_000_000)
  static let sms = LaneName(provider: "a", channel: .sms)

  static func message(
    _ id: UInt64, account: String = "red", priority: UInt8 = 0, recipient: String = "375291234567",
    sender: String = "S", lanes: [LaneName] = [sms], acceptedAt: Timestamp = now
  ) -> Message {
    Message(
      id: MessageID(rawValue: id), account: account, origin: .operatorConsole,
      recipient: PhoneNumber(trusted: recipient), sender: sender, text: "text", priority: priority,
      acceptedAt: acceptedAt, validUntil: acceptedAt + .seconds(3_600),
      parts: [Part(clientID: "\(id)", receipt: [.success, .failure])], lanes: lanes)
  }

  static func facts(
    _ recipient: String = "375291234567", channel: Channel = .sms, account: String = "red", sender: String = "S"
  ) -> RouteFacts {
    RouteFacts(
      recipient: PhoneNumber(trusted: recipient), channel: channel, account: account, sender: sender)
  }

  static func receipt(_ number: Int64, priority: UInt8 = 0, acceptedAt: Timestamp = now) -> OutboxItem {
    let message = message(UInt64(number), priority: priority, acceptedAt: acceptedAt)
    return .receipt(
      OwedReceipt(
        receipt: Receipt(number: number, message: message.id, part: 0, state: .delivered, at: acceptedAt),
        message: message))
  }
}
