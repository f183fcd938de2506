import Messages

/// What BSG takes, as its documents tell: checked before anything is acknowledged.
struct BSGLimits: Sendable {
  /// Digits of a number.
  static let phone = 9...15
  /// Farthest schedule.
  static let schedule = Duration.seconds(30 * 86_400)

  let settings: BSGSettings

  func refusal(of message: Message, now: Timestamp) -> ProviderRefusal? {
    guard message.channel == .sms else { return .content("BSG does not serve " + message.channel.word) }
    switch message.content {
    case .text: break
    case .binary: return .binary
    case .picture, .attachedPicture, .button: return .content("an SMS carries text only")
    }
    return recipient(message) ?? sender(message) ?? text(message)
      ?? (message.dueAt - now > Self.schedule ? .schedule : nil)
  }

  private func recipient(_ message: Message) -> ProviderRefusal? {
    if let list = message.providerList {
      let groups = list.split(separator: ",", omittingEmptySubsequences: false)
      return groups.allSatisfy { Int64($0) != nil } ? nil : .recipient("a group is known by its number")
    }
    return Self.phone.contains(message.recipient.digits.utf8.count) ? nil : .recipient("9 to 15 digits are wanted")
  }

  /// 3 to 11 Latin letters, digits, symbols and spaces, or 3 to 15 digits.
  private func sender(_ message: Message) -> ProviderRefusal? {
    guard let sender = settings.sender(of: message.sender) else { return .sender("no sender for " + message.sender) }
    let bytes = Array(sender.utf8)
    let isNumber = bytes.allSatisfy { (0x30...0x39).contains($0) }
    let isPrintable = bytes.allSatisfy { (0x20...0x7E).contains($0) }
    let limit = isNumber ? 15 : 11
    return isPrintable && (3...limit).contains(bytes.count)
      ? nil : .sender("3 to 11 Latin characters, or 3 to 15 digits")
  }

  private func text(_ message: Message) -> ProviderRefusal? {
    if message.text.isEmpty { return .text("empty") }
    let limit = message.encoding == .gsm ? settings.latinLimit : settings.otherLimit
    return TextLength.characters(of: message) > limit ? .tooLong(limit: limit) : nil
  }
}
