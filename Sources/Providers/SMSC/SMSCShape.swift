import Messages

/// What the messages of one call share: everything but the phone and, in a list, the text.
struct SMSCShape: Hashable, Sendable {
  /// The flag of the channel; none for SMS.
  enum Flag: String, Hashable, Sendable {
    case flash
    case mms
    case mail
    case call
    case viber
    case soc
    case hlr
    case ping
  }

  var flag: Flag?
  var senderID: String
  /// The validity that was asked for; all of a call get the longest remaining one.
  var validity: Duration
  /// What goes beside the text and so must be equal for all.
  var content: Content
  /// The text of a message that cannot stand in a list because of a line break in it.
  var text: String?

  init(_ message: Message, settings: SMSCSettings) {
    let (prefixed, body) = Self.prefix(of: message, settings)
    flag = prefixed ?? Self.flag(of: message.channel)
    senderID = settings.senderID(of: message.sender) ?? ""
    validity = message.validUntil - message.dueAt
    content = message.content
    let hasLineBreak = body.utf8.contains { $0 == 0x0A || $0 == 0x0D }
    text = hasLineBreak ? body : nil
  }

  /// A question about the number needs no text.
  var needsText: Bool { flag != .hlr && flag != .ping }

  private static func flag(of channel: Channel) -> Flag? {
    switch channel {
    case .flash: .flash
    case .mms: .mms
    case .mail: .mail
    case .voice: .call
    case .viber: .viber
    case .hlr: .hlr
    case .ping: .ping
    case .sms, .viberThenSMS, .smsThenViber, .telegram, .whatsapp: nil
    }
  }

  private static let prefixes: [(text: String, flag: Flag)] = [
    ("__CALL__", .call), ("__VIBER__", .viber), ("__SOC__", .soc), ("__PING__", .ping), ("__HLR__", .hlr),
  ]

  /// The channel that a prefix chooses, and the text without it.
  static func prefix(of message: Message, _ settings: SMSCSettings) -> (flag: Flag?, text: String) {
    guard settings.readsPrefixes, message.channel == .sms else { return (nil, message.text) }
    for prefix in prefixes where message.text.utf8.starts(with: prefix.text.utf8) {
      let rest = message.text.utf8.dropFirst(prefix.text.utf8.count).drop { $0 == 0x20 }
      return (prefix.flag, String(decoding: Array(rest), as: UTF8.self))
    }
    return (nil, message.text)
  }
}
