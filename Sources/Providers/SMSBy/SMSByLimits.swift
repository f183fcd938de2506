import Messages

/// What sms.by takes, as far as its documents tell: checked before anything is acknowledged.
struct SMSByLimits: Sendable {
  /// Characters of a button's link.
  static let linkLimit = 150

  let settings: SMSBySettings

  func refusal(of message: Message) -> ProviderRefusal? {
    switch message.channel {
    case .sms: smsRefusal(message)
    case .viber: viberRefusal(message)
    case .viberThenSMS: viberRefusal(message) ?? sender(message) ?? smsLength(message)
    case .smsThenViber:
      smsRefusal(message) ?? (settings.vibername(of: message.sender) == nil ? .sender("no Viber name") : nil)
    case .telegram, .whatsapp:
      VerificationCode.isValid(message.text) ? nil : .text("a code of 1 to 16 digits is wanted")
    case .voice, .mms, .mail, .hlr, .ping, .flash: .content("sms.by does not serve " + message.channel.word)
    }
  }

  private func smsRefusal(_ message: Message) -> ProviderRefusal? {
    switch message.content {
    case .binary: .binary
    case .picture, .attachedPicture, .button: .content("an SMS carries text only")
    case .text: sender(message) ?? smsLength(message) ?? listID(message)
    }
  }

  private func viberRefusal(_ message: Message) -> ProviderRefusal? {
    guard settings.vibername(of: message.sender) != nil else { return .sender("no Viber name for " + message.sender) }
    switch message.content {
    case .binary: return .binary
    case .text: if message.text.isEmpty { return .text("empty") }
    case .picture(let url): if url.isEmpty { return .content("a picture needs an address") }
    case .attachedPicture(_, _, let bytes): if bytes.isEmpty { return .content("an empty picture") }
    case .button(let caption, let link, _):
      if caption.isEmpty || link.isEmpty { return .content("a button needs a caption and a link") }
      if link.unicodeScalars.count > Self.linkLimit { return .content("the link is longer than 150 characters") }
    }
    if message.text.utf16.count > settings.viberLimit { return .tooLong(limit: settings.viberLimit) }
    return listID(message)
  }

  private func sender(_ message: Message) -> ProviderRefusal? {
    settings.alphaname(of: message.sender) == nil ? .sender("no alphaname for " + message.sender) : nil
  }

  private func smsLength(_ message: Message) -> ProviderRefusal? {
    if message.text.isEmpty { return .text("empty") }
    let isLatin = message.encoding == .gsm
    let limit = isLatin ? settings.latinLimit : settings.otherLimit
    let length =
      isLatin
      ? TextLength.septets(of: message.text, lineFeedCountsTwice: true) : message.text.utf16.count
    return length > limit ? .tooLong(limit: limit) : nil
  }

  private func listID(_ message: Message) -> ProviderRefusal? {
    guard let list = message.providerList else { return nil }
    return Int64(list) == nil ? .recipient("a list of sms.by is known by its number") : nil
  }
}
