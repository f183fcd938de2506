import Mail
import Messages
import SMSText
import SMTP

/// Turns a mail into messages, or into a refusal.
package struct MailTranslation: Sendable {
  /// What a mail says, whoever it goes to.
  package struct Content: Sendable {
    package var text: MailText
    /// The first picture, where a channel can carry one.
    package var picture: MailFile?
    package var messageID: String?
    package var subject: String?
    /// The header block, or the mail as far as it is kept.
    package var original: [UInt8]
    /// A header field of the mail asks for a receipt, and the account wants that heard.
    package var asksForReceipt = false
  }

  /// The messages for one target.
  package struct Order: Sendable, Hashable {
    /// More than one where a long text was split.
    package var messages: [NewMessage]
    package var isTruncated = false
  }

  /// Octets of a picture that comes with a mail.
  package static let pictureLimit = 1 << 20
  /// Messages that a long text is split into, at most.
  package static let splitLimit = 20

  private let profile: MailProfile
  /// Octets of the mail that a bounce may quote.
  private let maxOriginal: Int

  package init(profile: MailProfile, maxOriginal: Int = 50 << 10) {
    self.profile = profile
    self.maxOriginal = maxOriginal
  }

  // MARK: The mail

  package func content(_ mail: MailMessage, envelope: Envelope) -> Content {
    var settings = profile.text
    if let token = profile.token { settings.subjectWords.append("token:" + token) }
    let isFull = envelope.parameters.returned == .full
    let end = isFull ? mail.bytes.count : min(mail.root.body.lowerBound, mail.bytes.count)
    var content = Content(
      text: mail.text(settings), picture: mail.attachments.isEmpty ? nil : mail.picture(limit: Self.pictureLimit),
      messageID: mail.messageID, subject: mail.headers.text("subject", unlabelled: settings.unlabelled),
      original: Array(mail.bytes[..<min(end, maxOriginal)]))
    if profile.hearsReceiptHeaders {
      content.asksForReceipt = Self.receiptHeaders.contains { mail.headers[$0] != nil }
    }
    return content
  }

  /// RFC 8098 §2.1, and the older field of Sendmail.
  private static let receiptHeaders = ["disposition-notification-to", "return-receipt-to"]

  // MARK: One target

  package func order(
    _ content: Content, to target: MailTarget, envelope: Envelope, now: Timestamp
  ) -> Result<Order, Refusal> {
    do throws(Refusal) {
      return .success(try makeOrder(content, target, envelope, now))
    } catch {
      return .failure(error)
    }
  }

  private func makeOrder(
    _ content: Content, _ target: MailTarget, _ envelope: Envelope, _ now: Timestamp
  ) throws(Refusal) -> Order {
    let body = body(content, target)
    let text = target.text ?? content.text.text
    let needsText = body == .text && ![.hlr, .ping].contains(target.channel)
    guard !text.isEmpty || !needsText else { throw .messageEmpty }
    let (texts, isTruncated) = try fitted(text, target)
    let dueAt = target.dueAt ?? now + .seconds(envelope.holdSeconds)
    guard dueAt <= now + profile.maxSchedule else { throw .scheduleInvalid }
    let validUntil = Self.validity(envelope.parameters.deliverBy, now: now)
    if let validUntil, validUntil <= dueAt { throw .validityInvalid }
    let origin = origin(content, target, envelope)
    let messages = texts.enumerated().map { index, text in
      let size = Self.size(text, target.channel)
      return NewMessage(
        origin: .mail(origin), recipient: target.number, sender: target.sender, text: text,
        content: index == 0 ? body : .text, channel: target.channel, encoding: size.encoding, segments: size.parts,
        priority: priority(envelope.parameters.priority), acceptedAt: now, dueAt: dueAt, validUntil: validUntil,
        receipt: receipt(target, envelope, content), providerList: target.providerList)
    }
    return Order(messages: messages, isTruncated: isTruncated)
  }

  /// How a text counts on a channel: parts where it may travel as SMS, else one.
  package static func size(_ text: String, _ channel: Channel) -> (encoding: Encoding, parts: Int) {
    let size = MessageSize(text)
    return (Encoding(size.encoding), countsParts(channel) ? max(1, size.parts) : 1)
  }

  private static func countsParts(_ channel: Channel) -> Bool {
    switch channel {
    case .sms, .flash, .viberThenSMS, .smsThenViber: true
    case .viber, .telegram, .whatsapp, .voice, .mms, .mail, .hlr, .ping: false
    }
  }

  private func fitted(_ text: String, _ target: MailTarget) throws(Refusal) -> ([String], isTruncated: Bool) {
    let limit = min(profile.maxParts, target.maxParts ?? .max)
    guard Self.size(text, target.channel).parts > limit else { return ([text], false) }
    switch profile.tooLong {
    case .reject: throw .messageTooLong(limit: limit)
    case .truncate: return ([TextFitting.truncated(text, parts: limit)], true)
    case .split:
      guard let pieces = TextFitting.split(text, parts: limit, limit: Self.splitLimit) else {
        throw .messageTooLong(limit: limit * Self.splitLimit)
      }
      return (pieces, false)
    }
  }

  // MARK: Content

  private func body(_ content: Content, _ target: MailTarget) -> Content.Body {
    switch target.channel {
    case .viber, .viberThenSMS, .smsThenViber, .mms:
      if let picture = content.picture {
        return .attachedPicture(name: picture.name ?? "picture", type: picture.type, bytes: picture.bytes)
      }
      guard target.channel != .mms, let link = hiddenLink(content.text) else { return .text }
      return .button(caption: Self.caption(profile.language ?? .english), link: link, pictureURL: nil)
    default: return .text
    }
  }

  /// The link of an HTML mail that the text alone would lose: the only one, and not written out.
  private func hiddenLink(_ text: MailText) -> String? {
    guard text.links.count == 1, let link = text.links.first else { return nil }
    return text.text.contains(link) ? nil : link
  }

  private static func caption(_ language: ReportLanguage) -> String {
    switch language {
    case .english: "Open"
    case .russian: "Открыть"
    case .belarusian: "Адкрыць"
    }
  }

  private func origin(_ content: Content, _ target: MailTarget, _ envelope: Envelope) -> MailOrigin {
    MailOrigin(
      envelopeSender: envelope.sender.address, recipient: target.address,
      originalRecipient: target.parameters.originalRecipient.map { $0.type + ";" + $0.address },
      envelopeID: envelope.parameters.envelopeID, returnsFull: envelope.parameters.returned == .full,
      askedForDSN: target.parameters.notify != nil, messageID: content.messageID, subject: content.subject,
      original: content.original)
  }

  // MARK: Parameters

  /// RFC 3461 §4.1; without NOTIFY failures are told, and success where the account or the mail wants that. Nobody is told of
  /// a mail without a sender (RFC 5321 §4.5.5).
  private func receipt(_ target: MailTarget, _ envelope: Envelope, _ content: Content) -> ReceiptRequest {
    if envelope.sender.isNull { return [] }
    let wantsSuccess = profile.receipts || content.asksForReceipt
    guard let notify = target.parameters.notify else { return wantsSuccess ? [.success, .failure] : .failure }
    if notify == .never { return [] }
    var request: ReceiptRequest = []
    if notify.contains(.success) || wantsSuccess { request.insert(.success) }
    if notify.contains(.failure) { request.insert(.failure) }
    if notify.contains(.delay) { request.insert(.intermediate) }
    return request
  }

  /// RFC 2852 §4: with `R` the message is over at that time; with `N` it goes on.
  private static func validity(_ by: DeliverBy?, now: Timestamp) -> Timestamp? {
    guard let by, by.mode == .returnMessage else { return nil }
    return now + .seconds(by.seconds)
  }

  /// MT-PRIORITY (RFC 6710), -9 to 9, on the scale of SMPP: below zero is bulk, three steps of three above.
  private func priority(_ value: Int?) -> UInt8 {
    guard let value, value != 0 else { return profile.defaultPriority }
    return value < 0 ? 0 : UInt8(clamping: min(3, (value + 2) / 3))
  }
}

extension MailTranslation.Content {
  /// What a message carries beside its text.
  typealias Body = Messages.Content
}
