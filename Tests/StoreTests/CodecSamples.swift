import Messages
import Testing

/// Messages that use every field and every kind of content and origin.
enum CodecSamples {
  static var messages: [Message] { [plain, full, mail, large] + contents }

  private static let plain = message(100_000_000_000_000_001)

  private static let full: Message = {
    var full = message(2, text: "Привет 👋🏽 \u{0}\r\n", due: t(77), clientIDs: ["2", "0000000B", ""])
    full.parts[1].userMessageReference = 65_535
    full.parts[2].receipt = [.intermediate]
    full.parts[0].fingerprint = .max
    full.parts[1].fingerprint = 0x0102_0304_0506_0708
    full.channel = .viberThenSMS
    full.encoding = .ucs2
    full.segments = 255
    full.priority = 3
    full.lanes = [smsbyViber, smsc]
    full.routeReason = "route 3: prefix 375"
    full.route = "belarus"
    full.providerList = "17"
    full.preparedText = PreparedText(provider: "smsby", id: "2604834")
    full.mailAddress = "ann@example.test"
    full.validUntil = .distantFuture
    full.origin = .smpp(
      SMPPOrigin(
        serviceType: "VIBER", source: Address("SHOP", typeOfNumber: 5), destination: Address("+375", typeOfNumber: 1),
        interfaceVersion: 0x50, dataCoding: 0xF5,
        echoedTLVs: [.init(tag: 0x020A, value: [1, 2]), .init(tag: 0xFFFF, value: [])]))
    return full
  }()

  private static let mail = message(
    3,
    origin: .mail(
      MailOrigin(
        envelopeSender: "", recipient: "375@gw.test", originalRecipient: "rfc822;x@y", envelopeID: "QQ",
        returnsFull: true, askedForDSN: true, messageID: "<1@b.test>", subject: "Hi",
        original: [UInt8]("Subject: Hi\r\n\r\n".utf8))))

  /// Too long for a row.
  private static let large = message(
    4,
    origin: .mail(
      MailOrigin(envelopeSender: "a@b", recipient: "c@d", original: [UInt8](repeating: 0x61, count: 50_000))))

  private static let kinds: [Content] = [
    .picture(url: "https://x.test/1.png"),
    .attachedPicture(name: "a.png", type: "image/png", bytes: [UInt8](0...255)),
    .button(caption: "Buy", link: "https://x.test", pictureURL: nil),
    .button(caption: "Buy", link: "https://x.test", pictureURL: "https://x.test/2.png"),
    .binary([0, 255, 5]),
  ]

  private static let contents: [Message] = kinds.enumerated().map { index, content in
    var message = message(MessageID(rawValue: UInt64(10 + index)), origin: .operatorConsole)
    message.content = content
    return message
  }
}

extension Message: CustomTestStringConvertible {
  package var testDescription: String { "message \(id)" }
}
