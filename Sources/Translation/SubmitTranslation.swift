import Messages
import SMPP
import SMSText

/// Turns `submit_sm` (and what is like it) into a message, into a part of one, or into a refusal.
package struct SubmitTranslation: Sendable {
  package enum Outcome: Sendable {
    case message(NewMessage)
    case part(PartFacts)
    case refused(Refusal)
  }

  /// What is known of a concatenated part before its text can be read.
  package struct PartFacts: Sendable, Hashable {
    /// 8, 16, or 0 for `sar_*`.
    package var width: UInt8
    package var reference: UInt16
    package var total: UInt8
    package var number: UInt8
    package var destination: PhoneNumber
    package var receipt: ReceiptRequest
    package var userMessageReference: UInt16?
  }

  private let profile: SMPPProfile
  private let version: InterfaceVersion

  package init(profile: SMPPProfile, version: InterfaceVersion) {
    self.profile = profile
    self.version = version
  }

  package func translate(_ submit: SubmitSM, now: Timestamp) -> Outcome {
    do throws(Refusal) {
      let body = try body(of: submit)
      if let concatenation = body.concatenation, concatenation.total > 1 {
        return .part(try part(submit, concatenation, now: now))
      }
      return .message(try message(submit, octets: body.octets, header: body.header, now: now))
    } catch {
      return .refused(error)
    }
  }

  /// Joins the parts of one message: bytes first, then one decoding.
  ///
  /// - Parameter submits: in part order; those that never came are left out.
  package func join(_ submits: [SubmitSM], now: Timestamp) -> Result<NewMessage, Refusal> {
    do throws(Refusal) {
      guard let first = submits.first else { throw .messageEmpty }
      var octets: [UInt8] = []
      var header: UserDataHeader?
      // Each part is packed by itself, behind its own fill bits: septets can be joined, packed octets cannot.
      let isPacked = DataCoding(first.dataCoding).isPacked(profile.coding)
      for submit in submits {
        let body = try body(of: submit)
        header = header ?? body.header
        octets +=
          isPacked ? PackedSeptets.unpack(body.octets, fillBits: body.header?.fillBits ?? 0) : body.octets
      }
      return .success(try message(first, octets: octets, header: header, isUnpacked: isPacked, now: now))
    } catch {
      return .failure(error)
    }
  }

  // MARK: Body

  private struct Body {
    var header: UserDataHeader?
    var octets: [UInt8]
    var concatenation: (width: UInt8, reference: UInt16, total: UInt8, number: UInt8)?
  }

  private func body(of submit: SubmitSM) throws(Refusal) -> Body {
    let payload = submit.tlvs.value(.messagePayload)
    if !submit.shortMessage.isEmpty, let payload, !payload.isEmpty, !profile.prefersPayload { throw .textAndPayload }
    let octets = profile.prefersPayload && payload?.isEmpty == false ? payload ?? [] : submit.text
    guard submit.esmClass.hasUserDataHeader else {
      return Body(header: nil, octets: octets, concatenation: sar(submit.tlvs))
    }
    do {
      let (header, rest) = try UserDataHeader.split(octets)
      return Body(header: header, octets: rest, concatenation: header.concatenation.map(Self.facts))
    } catch {
      throw .esmClassInvalid
    }
  }

  private static func facts(
    _ concatenation: Concatenation
  ) -> (width: UInt8, reference: UInt16, total: UInt8, number: UInt8) {
    switch concatenation.reference {
    case .eightBit(let value): (8, UInt16(value), concatenation.total, concatenation.number)
    case .sixteenBit(let value): (16, value, concatenation.total, concatenation.number)
    }
  }

  /// The `sar_*` parameters; values that make no sense mean a message of its own.
  private func sar(_ tlvs: TLVList) -> (width: UInt8, reference: UInt16, total: UInt8, number: UInt8)? {
    guard let reference = tlvs.integer(.sarMsgRefNum), let total = tlvs.integer(.sarTotalSegments),
      let number = tlvs.integer(.sarSegmentSeqnum), (1...255).contains(total), (1...total).contains(number)
    else { return nil }
    return (0, UInt16(truncatingIfNeeded: reference), UInt8(total), UInt8(number))
  }

  private func part(
    _ submit: SubmitSM, _ concatenation: (width: UInt8, reference: UInt16, total: UInt8, number: UInt8),
    now: Timestamp
  ) throws(Refusal) -> PartFacts {
    _ = try checked(submit, now: now)
    guard let destination = recipient(submit.destination) else { throw .destinationInvalid }
    return PartFacts(
      width: concatenation.width, reference: concatenation.reference, total: concatenation.total,
      number: concatenation.number, destination: destination, receipt: receipt(submit.registeredDelivery),
      userMessageReference: reference(submit.tlvs))
  }

  // MARK: Message

  private struct Facts {
    var channel: Channel
    var priority: UInt8
    var dueAt: Timestamp
    var validUntil: Timestamp?
    var canned: CannedText?
  }

  /// Everything that does not depend on the text.
  private func checked(_ submit: SubmitSM, now: Timestamp) throws(Refusal) -> Facts {
    guard let asked = ServiceType.channel(of: submit.serviceType) else { throw .channelNotServed }
    guard isValidSource(submit.source) else { throw .sourceInvalid }
    guard [0, 2, 4].contains(submit.esmClass.messageType) else { throw .esmClassInvalid }
    guard submit.priorityFlag <= 3 || profile.clampsPriority else { throw .priorityInvalid }
    guard submit.replaceIfPresentFlag <= 1 else { throw .replaceFlagInvalid }
    let coding = DataCoding(submit.dataCoding)
    // Class 0 asks for flash (3GPP TS 23.038 §4); where nobody offers it, the message goes as plain SMS.
    let channel = asked == .sms && coding.isFlash ? .flash : asked
    if coding.isReserved, profile.refusesReservedCoding { throw .dataCodingNotSupported }
    let dueAt = try time(submit.scheduleDeliveryTime, now: now, .scheduleInvalid) ?? now
    guard dueAt <= now + profile.maxSchedule else { throw .scheduleInvalid }
    let validUntil = try validity(submit.validityPeriod, now: now, dueAt: dueAt)
    var canned: CannedText?
    if submit.smDefaultMsgID != 0 {
      guard let text = profile.texts[submit.smDefaultMsgID] else { throw .preparedMessageUnknown }
      canned = text
    }
    return Facts(
      channel: channel, priority: min(submit.priorityFlag, 3), dueAt: dueAt,
      validUntil: validUntil, canned: canned)
  }

  private func message(
    _ submit: SubmitSM, octets: [UInt8], header: UserDataHeader?, isUnpacked: Bool = false, now: Timestamp
  ) throws(Refusal) -> NewMessage {
    let facts = try checked(submit, now: now)
    guard let recipient = recipient(submit.destination) else { throw .destinationInvalid }
    let (decoded, binary) = try text(
      submit, octets, header, facts, isUnpacked ? profile.coding.unpacked : profile.coding)
    let text = decoded.text
    let size = binary.map { MessageSize(octets: $0.count) } ?? MessageSize(text)
    var message = NewMessage(
      origin: .smpp(origin(submit)), recipient: recipient, sender: submit.source.address, text: text,
      content: binary.map { .binary($0) } ?? content(submit.tlvs), channel: facts.channel,
      encoding: Encoding(size.encoding), segments: max(1, size.parts), priority: facts.priority, acceptedAt: now,
      dueAt: facts.dueAt, validUntil: facts.validUntil, receipt: receipt(submit.registeredDelivery),
      userMessageReference: reference(submit.tlvs))
    message.repair = decoded.repair?.rawValue
    if octets.isEmpty { message.preparedText = facts.canned?.prepared }
    if facts.channel == .mail { message.mailAddress = try mailAddress(submit.tlvs) }
    return message
  }

  /// The text, or the octets with their header where they are no text or go to a port.
  private func text(
    _ submit: SubmitSM, _ octets: [UInt8], _ header: UserDataHeader?, _ facts: Facts, _ coding: CodingProfile
  ) throws(Refusal) -> (DecodedText, [UInt8]?) {
    if octets.isEmpty {
      if let canned = facts.canned { return (DecodedText(canned.text), nil) }
      guard facts.channel == .hlr || facts.channel == .ping || submit.tlvs.value(.pictureURL) != nil else {
        throw .messageEmpty
      }
      return (DecodedText(""), nil)
    }
    let ports = header?.ports != nil || submit.tlvs[.destinationPort] != nil
    guard !ports, let decoded = DataCoding(submit.dataCoding).decode(octets, profile: coding, header: header) else {
      return (DecodedText(""), (header?.encoded ?? []) + octets)
    }
    return (decoded, nil)
  }

  private func content(_ tlvs: TLVList) -> Content {
    let picture = tlvs.value(.pictureURL).map(Self.utf8)
    if let link = tlvs.value(.buttonLink).map(Self.utf8) {
      return .button(caption: tlvs.value(.buttonCaption).map(Self.utf8) ?? "", link: link, pictureURL: picture)
    }
    return picture.map { .picture(url: $0) } ?? .text
  }

  private func mailAddress(_ tlvs: TLVList) throws(Refusal) -> String? {
    guard let octets = tlvs.value(.mailAddress) else { return nil }
    let address = Self.utf8(octets)
    guard LetterAddress.isUsable(address) else { throw .tlvInvalid }
    return address
  }

  private static func utf8(_ octets: [UInt8]) -> String { String(decoding: octets.prefix { $0 != 0 }, as: UTF8.self) }

  /// What receipts repeat of the submit.
  package func origin(_ submit: SubmitSM) -> SMPPOrigin {
    let echoed = submit.tlvs.items.filter { Self.echoed.contains($0.tag) }
    return SMPPOrigin(
      serviceType: submit.serviceType, source: Address(submit.source), destination: Address(submit.destination),
      interfaceVersion: version.rawValue, dataCoding: submit.dataCoding,
      echoedTLVs: echoed.map { SMPPOrigin.EchoedTLV(tag: $0.tag.rawValue, value: $0.value) })
  }

  private static let echoed: Set<TLVTag> = [
    .sourcePort, .destinationPort, .sarMsgRefNum, .sarTotalSegments, .sarSegmentSeqnum, .setDPF,
  ]

  private func reference(_ tlvs: TLVList) -> UInt16? {
    tlvs.integer(.userMessageReference).map { UInt16(truncatingIfNeeded: $0) }
  }

  // MARK: replace_sm

  /// What a `replace_sm` changes; nil keeps what was (SMPP 3.4 §4.10.1).
  package struct ReplacementFacts: Sendable, Hashable {
    package var text: String?
    package var encoding: Encoding?
    package var segments: Int?
    package var dueAt: Timestamp?
    package var validUntil: Timestamp?
    package var receipt: ReceiptRequest?
  }

  /// What `replace_sm` writes in: it has no data_coding of its own (SMPP 3.4 §4.10.1).
  private static func coding(of message: Message) -> DataCoding {
    guard case .smpp(let origin) = message.origin else { return DataCoding(message.encoding == .ucs2 ? 8 : 0) }
    return DataCoding(origin.dataCoding)
  }

  /// Text in the coding of the submit; without text, or where the submit was no text, nothing but times and receipt.
  package func replacement(
    _ replace: ReplaceSM, of message: Message, now: Timestamp
  ) -> Result<ReplacementFacts, Refusal> {
    do throws(Refusal) {
      var facts = ReplacementFacts()
      facts.dueAt = try time(replace.scheduleDeliveryTime, now: now, .scheduleInvalid)
      facts.validUntil = try validity(replace.validityPeriod, now: now, dueAt: facts.dueAt ?? message.dueAt)
      facts.receipt = receipt(replace.registeredDelivery)
      if !replace.text.isEmpty {
        let decoded = Self.coding(of: message).decode(replace.text, profile: profile.coding)
        guard let decoded else { throw .dataCodingNotSupported }
        let size = MessageSize(decoded.text)
        facts.text = decoded.text
        facts.encoding = Encoding(size.encoding)
        facts.segments = size.parts
      }
      return .success(facts)
    } catch {
      return .failure(error)
    }
  }

  // MARK: Fields

  private func receipt(_ registered: RegisteredDelivery) -> ReceiptRequest {
    var request: ReceiptRequest = []
    if registered.wantsSuccess(version) { request.insert(.success) }
    if registered.wantsFailure(version) { request.insert(.failure) }
    if registered.wantsIntermediate { request.insert(.intermediate) }
    return request
  }

  private func recipient(_ address: SMEAddress) -> PhoneNumber? {
    guard let number = PhoneNumber(address.address), let form = profile.nationalForm,
      !address.address.utf8.starts(with: "+".utf8), !address.address.utf8.starts(with: "00".utf8)
    else { return PhoneNumber(address.address) }
    return form.number(number.digits)
  }

  /// A name of up to 11 characters, or a number (3GPP TS 23.040 §9.1.2.5).
  private func isValidSource(_ address: SMEAddress) -> Bool {
    let text = address.address
    let digits = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2B }
    if digits { return text.utf8.count <= 21 }
    return address.ton != .international && text.unicodeScalars.count <= 11
  }

  /// A past schedule or validity is refused; a minute's difference between clocks is forgiven.
  private func time(_ text: String, now: Timestamp, _ refusal: Refusal) throws(Refusal) -> Timestamp? {
    do {
      guard let time = try SMPPTime.parse(text) else { return nil }
      let moment = Timestamp(milliseconds: time.unixMilliseconds(now: now.milliseconds))
      guard moment >= now - .seconds(60) else { throw refusal }
      return max(moment, now)
    } catch {
      throw refusal
    }
  }

  /// Validity counts from the time of delivery when it is relative.
  private func validity(_ text: String, now: Timestamp, dueAt: Timestamp) throws(Refusal) -> Timestamp? {
    let base = text.utf8.last == 0x52 ? dueAt : now
    guard let moment = try time(text, now: base, .validityInvalid) else { return nil }
    guard moment > dueAt else { throw .validityInvalid }
    return moment
  }
}

extension SMPPOrigin {
  /// Whether the submit had the Delivery Pending Flag set: its sender wants to know when the number can be reached again.
  package var wantsAlert: Bool { echoedTLVs.contains { $0.tag == TLVTag.setDPF.rawValue && $0.value == [1] } }
}

extension Encoding {
  package init(_ encoding: SegmentEncoding) {
    switch encoding {
    case .gsm: self = .gsm
    case .ucs2: self = .ucs2
    case .octets: self = .binary
    }
  }
}

extension Address {
  init(_ address: SMEAddress) {
    self.init(address.address, typeOfNumber: address.ton.rawValue, numberingPlan: address.npi.rawValue)
  }
}

extension SMEAddress {
  init(_ address: Address) {
    self.init(
      address.text, ton: TypeOfNumber(rawValue: address.typeOfNumber),
      npi: NumberingPlan(rawValue: address.numberingPlan))
  }
}
