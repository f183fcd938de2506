import Messages
import SMPP
import SMSText

/// Turns receipts and incoming messages into `deliver_sm`.
package struct ReceiptTranslation: Sendable {
  private let profile: SMPPProfile
  private let version: InterfaceVersion

  package init(profile: SMPPProfile, version: InterfaceVersion) {
    self.profile = profile
    self.version = version
  }

  /// The receipt of one part (SMPP 3.4 Appendix B): addresses the other way round, all eight fields, TLVs from 3.4 on.
  ///
  /// - Parameter id: the message id as the account expects it in receipts.
  package func deliver(_ receipt: Receipt, of message: Message, id: String) -> DeliverSM {
    let origin = origin(of: message)
    var deliver = DeliverSM(source: SMEAddress(origin.destination), destination: SMEAddress(origin.source))
    deliver.serviceType = origin.serviceType
    deliver.esmClass = receipt.state.isFinal ? .deliveryReceipt : .intermediateNotification
    deliver.shortMessage = text(receipt, of: message, id: id).bytes
    if let details = receipt.details, !details.isEmpty { Self.put(details, in: &deliver.shortMessage) }
    if version.allowsTLVs, profile.receiptTLVs != .none {
      deliver.tlvs = tlvs(receipt, of: message, id: id, origin)
    }
    return deliver
  }

  private func origin(of message: Message) -> SMPPOrigin {
    if case .smpp(let origin) = message.origin { return origin }
    return SMPPOrigin(
      serviceType: "", source: Address(message.sender), destination: Address(message.recipient.digits),
      interfaceVersion: version.rawValue)
  }

  private func text(_ receipt: Receipt, of message: Message, id: String) -> ReceiptText {
    ReceiptText(
      id: id, delivered: receipt.state == .delivered ? 1 : 0, submitDate: date(message.acceptedAt),
      doneDate: date(receipt.at), state: SMPP.MessageState(rawValue: receipt.state.rawValue),
      error: Self.errorCode(receipt.error), text: Self.excerpt(message.text))
  }

  private func date(_ moment: Timestamp) -> String {
    ReceiptText.date(
      unixMilliseconds: moment.milliseconds, offsetMinutes: profile.timeZoneMinutes, seconds: profile.receiptSeconds)
  }

  private static func errorCode(_ error: ProviderError?) -> String {
    guard let code = error?.code else { return "000" }
    return String(abs(code % 1_000))
  }

  /// The first 20 characters, where they are plain: anything else breaks parsers of a receipt in the default alphabet.
  private static func excerpt(_ text: String) -> String {
    let start = text.utf8.prefix(20)
    guard start.allSatisfy({ (0x20...0x7E).contains($0) }) else { return "" }
    return String(Substring(start))
  }

  /// HLR answers stand in place of the excerpt and may be longer than 20 characters; the whole keeps under 255 octets.
  private static func put(_ details: String, in octets: inout [UInt8]) {
    let marker = Array(" text:".utf8)
    let end = octets.indices.first { octets[$0...].starts(with: marker) } ?? octets.endIndex
    octets = Array((octets[..<end] + marker + Array(details.utf8)).prefix(254))
  }

  private func tlvs(_ receipt: Receipt, of message: Message, id: String, _ origin: SMPPOrigin) -> TLVList {
    var tlvs = TLVList([
      .cString(.receiptedMessageID, id),
      .uint8(.messageState, SMPP.MessageState(rawValue: receipt.state.rawValue).downgraded(for: version).rawValue),
    ])
    if let code = receipt.error?.code {
      let number = UInt16(clamping: abs(code))
      tlvs.append(TLV(.networkErrorCode, [8, UInt8(number >> 8), UInt8(truncatingIfNeeded: number)]))
    }
    if message.parts.indices.contains(receipt.part), let reference = message.parts[receipt.part].userMessageReference {
      tlvs.append(.uint16(.userMessageReference, reference))
    }
    for echoed in origin.echoedTLVs where echoed.tag != TLVTag.setDPF.rawValue {
      tlvs.append(TLV(TLVTag(rawValue: echoed.tag), echoed.value))
    }
    if profile.receiptTLVs == .vendor {
      if let words = receipt.error?.words, !words.isEmpty {
        tlvs.append(TLV(.providerStatus, Self.octets(of: words, upTo: 200) + [0]))
      }
      tlvs.append(.uint8(.messageParts, UInt8(clamping: message.segments)))
      tlvs.append(.cString(.messageChannel, message.channel.word))
      if !receipt.raw.isEmpty { tlvs.append(TLV(.providerState, Self.octets(of: receipt.raw, upTo: 64) + [0])) }
      if let cost = receipt.cost { tlvs.append(TLV(.messageCost, Self.octets(of: cost, upTo: 64) + [0])) }
    }
    return tlvs
  }

  /// As much of a text as goes into so many octets of UTF-8 without half a character at the end.
  private static func octets(of text: String, upTo limit: Int) -> [UInt8] {
    var octets: [UInt8] = []
    for scalar in text.unicodeScalars {
      let next = UTF8.encode(scalar).map(Array.init) ?? []
      guard octets.count + next.count <= limit else { break }
      octets += next
    }
    return octets
  }

  /// That a number which could not be reached can be (SMPP 3.4 §4.12.1); nil for 3.3, which has no such operation.
  package func alert(to esme: Address, of number: PhoneNumber) -> AlertNotification? {
    guard version.allowsTLVs else { return nil }
    return AlertNotification(
      source: .international(number.digits), esme: SMEAddress(esme), tlvs: [.uint8(.msAvailabilityStatus, 0)])
  }

  // MARK: Incoming

  /// A message from a handset (SMPP 3.4 §4.6.1). A text over 254 octets goes into `message_payload`; to a 3.3 session,
  /// which has none, it goes in parts.
  package func deliver(_ incoming: IncomingMessage) -> [DeliverSM] {
    guard
      let segmentation = try? Segmentation(
        incoming.text, reference: .eightBit(UInt8(truncatingIfNeeded: incoming.id.rawValue)))
    else { return [] }
    let whole = segmentation.dataCoding.encode(incoming.text, profile: profile.coding)
    guard version.allowsTLVs, let whole else {
      return segmentation.parts.map { self.deliver(incoming, segmentation, $0.octets, hasHeader: $0.header != nil) }
    }
    var deliver = self.deliver(incoming, segmentation, whole.count <= 254 ? whole : [], hasHeader: false)
    if whole.count > 254 { deliver.tlvs = [TLV(.messagePayload, whole)] }
    return [deliver]
  }

  private func deliver(
    _ incoming: IncomingMessage, _ segmentation: Segmentation, _ octets: [UInt8], hasHeader: Bool
  ) -> DeliverSM {
    var deliver = DeliverSM(
      source: Self.address(incoming.from), destination: Self.address(incoming.to), shortMessage: octets)
    deliver.dataCoding = segmentation.dataCoding.octet
    deliver.esmClass.hasUserDataHeader = hasHeader
    return deliver
  }

  private static func address(_ text: String) -> SMEAddress {
    let digits = text.utf8.first == 0x2B ? String(text.dropFirst()) : text
    let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    return isNumber ? .international(digits) : .alphanumeric(String(text.prefix(11)))
  }
}
