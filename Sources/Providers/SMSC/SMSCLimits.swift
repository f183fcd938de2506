import Messages

/// What SMSC takes, as far as its documents tell.
struct SMSCLimits: Sendable {
  let settings: SMSCSettings

  func refusal(of message: Message) -> ProviderRefusal? {
    guard let sender = settings.senderID(of: message.sender) else {
      return .sender("no Sender ID for " + message.sender)
    }
    if sender.utf8.count > 15 { return .sender("a Sender ID has 15 characters at most") }
    if let list = message.providerList, UInt64(list) == nil { return .recipient("a group is known by its number") }
    switch message.channel {
    case .viberThenSMS, .smsThenViber, .telegram, .whatsapp:
      return .content("SMSC does not serve " + message.channel.word)
    case .hlr, .ping: return nil
    case .sms, .flash, .viber, .voice, .mms, .mail: return content(message)
    }
  }

  private func content(_ message: Message) -> ProviderRefusal? {
    let (flag, text) = SMSCShape.prefix(of: message, settings)
    if flag == .hlr || flag == .ping { return nil }
    if text.unicodeScalars.count > settings.textLimit { return .tooLong(limit: settings.textLimit) }
    switch message.content {
    case .text: return text.isEmpty ? .text("empty") : nil
    case .binary(let bytes):
      if message.channel != .sms && message.channel != .flash { return .binary }
      return bytes.count * 2 > settings.textLimit ? .tooLong(limit: settings.textLimit / 2) : nil
    case .picture, .attachedPicture:
      return message.channel == .sms || message.channel == .flash ? .content("an SMS carries no picture") : nil
    case .button: return .content("SMSC has no buttons")
    }
  }
}
