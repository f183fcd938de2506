import Messages

/// The compact binary form in which a message is stored. Numbers as LEB128, signed ones in zigzag form, strings as UTF-8
/// with their length in front. The id stands beside it and is not repeated.
package enum MessageCodec {
  /// The version that is written; ``oldest`` and all between are read.
  ///
  /// 2 added the `data_coding` of a submit and the fingerprints of parts, 3 the name of the route and the address of the
  /// channel mail.
  package static let version: UInt8 = 3
  package static let oldest: UInt8 = 1

  /// Appends the stored form.
  package static func encode(_ message: Message, into bytes: inout [UInt8]) {
    bytes.append(version)
    bytes.append(text: message.account)
    bytes.append(text: message.recipient.digits)
    bytes.append(text: message.sender)
    bytes.append(text: message.text)
    bytes.append(message.channel.rawValue)
    bytes.append(message.encoding.rawValue)
    bytes.append(signed: Int64(message.segments))
    bytes.append(message.priority)
    bytes.append(signed: message.acceptedAt.milliseconds)
    bytes.append(signed: message.dueAt.milliseconds &- message.acceptedAt.milliseconds)
    bytes.append(signed: message.validUntil.milliseconds &- message.acceptedAt.milliseconds)
    bytes.append(text: message.routeReason)
    bytes.append(optional: message.providerList)
    bytes.append(optional: message.preparedText?.stored)
    append(message.parts, of: message.id, to: &bytes)
    append(message.lanes, to: &bytes)
    append(message.content, to: &bytes)
    append(message.origin, to: &bytes)
    bytes.append(text: message.route)
    bytes.append(optional: message.mailAddress)
  }

  /// Reads the stored form. Whatever the bytes are, it ends in a message or in an error.
  package static func decode(_ bytes: UnsafeRawBufferPointer, id: MessageID) throws(MessageDamage) -> Message {
    var reader = BlobReader(bytes)
    let version = try reader.byte()
    guard (oldest...Self.version).contains(version) else { throw .version(version) }
    let account = try reader.text()
    let recipient = PhoneNumber(trusted: try reader.text())
    let sender = try reader.text()
    let text = try reader.text()
    let channel = try reader.value(Channel.init(rawValue:))
    let encoding = try reader.value(Encoding.init(rawValue:))
    let segments = Int(truncatingIfNeeded: try reader.signed())
    let priority = try reader.byte()
    let accepted = try reader.signed()
    let due = accepted &+ (try reader.signed())
    let valid = accepted &+ (try reader.signed())
    let routeReason = try reader.text()
    let providerList = try reader.optionalText()
    let preparedText = try reader.optionalText().flatMap(PreparedText.init(stored:))
    let parts = try readParts(from: &reader, of: id)
    let lanes = try readLanes(from: &reader)
    let content = try readContent(from: &reader)
    let origin = try readOrigin(from: &reader, version)
    let route = version < 3 ? "" : try reader.text()
    let mailAddress = version < 3 ? nil : try reader.optionalText()
    guard reader.isAtEnd else { throw .trailing(reader.position) }
    return Message(
      id: id, account: account, origin: origin, recipient: recipient, sender: sender, text: text, content: content,
      channel: channel, encoding: encoding, segments: segments, priority: priority,
      acceptedAt: Timestamp(milliseconds: accepted), dueAt: Timestamp(milliseconds: due),
      validUntil: Timestamp(milliseconds: valid), parts: parts, lanes: lanes, routeReason: routeReason,
      route: route, providerList: providerList, preparedText: preparedText,
      mailAddress: mailAddress)
  }

  // MARK: Parts: flags (1: own client id follows, 2: reference, 4: fingerprint), receipt, client id, reference, fingerprint

  private static func append(_ parts: [Part], of id: MessageID, to bytes: inout [UInt8]) {
    bytes.append(number: UInt64(parts.count))
    for part in parts {
      let own = !id.isWritten(as: part.clientID)
      bytes.append(
        (own ? 1 : 0) | (part.userMessageReference == nil ? 0 : 2) | (part.fingerprint == nil ? 0 : 4))
      bytes.append(part.receipt.rawValue)
      if own { bytes.append(text: part.clientID) }
      if let reference = part.userMessageReference { bytes.append(number: UInt64(reference)) }
      if let fingerprint = part.fingerprint { bytes.append(fixed: fingerprint) }
    }
  }

  private static func readParts(from reader: inout BlobReader, of id: MessageID) throws(MessageDamage) -> [Part] {
    let decimal = id.description
    var parts: [Part] = []
    for _ in 0..<(try reader.count()) {
      let flags = try reader.byte()
      let receipt = ReceiptRequest(rawValue: try reader.byte())
      let clientID = flags & 1 == 0 ? decimal : try reader.text()
      let reference = flags & 2 == 0 ? nil : UInt16(truncatingIfNeeded: try reader.number())
      let fingerprint = flags & 4 == 0 ? nil : try reader.fixed()
      parts.append(
        Part(clientID: clientID, receipt: receipt, userMessageReference: reference, fingerprint: fingerprint))
    }
    return parts
  }

  // MARK: Lanes

  private static func append(_ lanes: [LaneName], to bytes: inout [UInt8]) {
    bytes.append(number: UInt64(lanes.count))
    for lane in lanes {
      bytes.append(text: lane.provider)
      bytes.append(lane.channel.rawValue)
    }
  }

  private static func readLanes(from reader: inout BlobReader) throws(MessageDamage) -> [LaneName] {
    var lanes: [LaneName] = []
    for _ in 0..<(try reader.count()) {
      let provider = try reader.text()
      lanes.append(LaneName(provider: provider, channel: try reader.value(Channel.init(rawValue:))))
    }
    return lanes
  }

  // MARK: Content: kind, then its fields

  private static func append(_ content: Content, to bytes: inout [UInt8]) {
    switch content {
    case .text:
      bytes.append(0)
    case .picture(let url):
      bytes.append(1)
      bytes.append(text: url)
    case .attachedPicture(let name, let type, let picture):
      bytes.append(2)
      bytes.append(text: name)
      bytes.append(text: type)
      bytes.append(counted: picture)
    case .button(let caption, let link, let pictureURL):
      bytes.append(3)
      bytes.append(text: caption)
      bytes.append(text: link)
      bytes.append(optional: pictureURL)
    case .binary(let octets):
      bytes.append(4)
      bytes.append(counted: octets)
    }
  }

  private static func readContent(from reader: inout BlobReader) throws(MessageDamage) -> Content {
    let start = reader.position
    switch try reader.byte() {
    case 0: return .text
    case 1: return .picture(url: try reader.text())
    case 2:
      let name = try reader.text()
      let type = try reader.text()
      return .attachedPicture(name: name, type: type, bytes: try reader.bytes())
    case 3:
      let caption = try reader.text()
      let link = try reader.text()
      return .button(caption: caption, link: link, pictureURL: try reader.optionalText())
    case 4: return .binary(try reader.bytes())
    default: throw .value(start)
    }
  }

  // MARK: Origin: kind, then its fields

  private static func append(_ origin: Origin, to bytes: inout [UInt8]) {
    switch origin {
    case .smpp(let origin):
      bytes.append(0)
      bytes.append(text: origin.serviceType)
      append(origin.source, to: &bytes)
      append(origin.destination, to: &bytes)
      bytes.append(origin.interfaceVersion)
      bytes.append(origin.dataCoding)
      bytes.append(number: UInt64(origin.echoedTLVs.count))
      for tlv in origin.echoedTLVs {
        bytes.append(number: UInt64(tlv.tag))
        bytes.append(counted: tlv.value)
      }
    case .mail(let origin):
      bytes.append(1)
      bytes.append((origin.returnsFull ? 1 : 0) | (origin.askedForDSN ? 2 : 0))
      bytes.append(text: origin.envelopeSender)
      bytes.append(text: origin.recipient)
      bytes.append(optional: origin.originalRecipient)
      bytes.append(optional: origin.envelopeID)
      bytes.append(optional: origin.messageID)
      bytes.append(optional: origin.subject)
      bytes.append(counted: origin.original)
    case .operatorConsole:
      bytes.append(2)
    }
  }

  private static func append(_ address: Address, to bytes: inout [UInt8]) {
    bytes.append(address.typeOfNumber)
    bytes.append(address.numberingPlan)
    bytes.append(text: address.text)
  }

  private static func readOrigin(from reader: inout BlobReader, _ version: UInt8) throws(MessageDamage) -> Origin {
    let start = reader.position
    switch try reader.byte() {
    case 0: return .smpp(try readSMPPOrigin(from: &reader, version))
    case 1: return .mail(try readMailOrigin(from: &reader))
    case 2: return .operatorConsole
    default: throw .value(start)
    }
  }

  private static func readSMPPOrigin(
    from reader: inout BlobReader, _ version: UInt8
  ) throws(MessageDamage) -> SMPPOrigin {
    let serviceType = try reader.text()
    let source = try readAddress(from: &reader)
    let destination = try readAddress(from: &reader)
    let interfaceVersion = try reader.byte()
    let dataCoding = version < 2 ? 0 : try reader.byte()
    var echoed: [SMPPOrigin.EchoedTLV] = []
    for _ in 0..<(try reader.count()) {
      let tag = UInt16(truncatingIfNeeded: try reader.number())
      echoed.append(SMPPOrigin.EchoedTLV(tag: tag, value: try reader.bytes()))
    }
    return SMPPOrigin(
      serviceType: serviceType, source: source, destination: destination, interfaceVersion: interfaceVersion,
      dataCoding: dataCoding, echoedTLVs: echoed)
  }

  private static func readAddress(from reader: inout BlobReader) throws(MessageDamage) -> Address {
    let type = try reader.byte()
    let plan = try reader.byte()
    return Address(try reader.text(), typeOfNumber: type, numberingPlan: plan)
  }

  private static func readMailOrigin(from reader: inout BlobReader) throws(MessageDamage) -> MailOrigin {
    let flags = try reader.byte()
    let envelopeSender = try reader.text()
    let recipient = try reader.text()
    let originalRecipient = try reader.optionalText()
    let envelopeID = try reader.optionalText()
    let messageID = try reader.optionalText()
    let subject = try reader.optionalText()
    return MailOrigin(
      envelopeSender: envelopeSender, recipient: recipient, originalRecipient: originalRecipient,
      envelopeID: envelopeID, returnsFull: flags & 1 != 0, askedForDSN: flags & 2 != 0, messageID: messageID,
      subject: subject, original: try reader.bytes())
  }
}
