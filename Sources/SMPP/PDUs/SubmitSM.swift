/// `submit_sm` (SMPP 3.4 §4.4.1) and, with the same fields, `deliver_sm` (§4.6.1).
package struct SubmitSM: Hashable, Sendable {
  package var serviceType = ""
  package var source = SMEAddress.empty
  package var destination = SMEAddress.empty
  package var esmClass = EsmClass.default
  package var protocolID: UInt8 = 0
  package var priorityFlag: UInt8 = 0
  /// Empty, or 16 characters that `SMPPTime` reads.
  package var scheduleDeliveryTime = ""
  /// Empty, or 16 characters that `SMPPTime` reads.
  package var validityPeriod = ""
  package var registeredDelivery = RegisteredDelivery.none
  package var replaceIfPresentFlag: UInt8 = 0
  package var dataCoding: UInt8 = 0
  package var smDefaultMsgID: UInt8 = 0
  /// At most 254 octets in 3.4, 255 in 5.0; longer ones are cut when written.
  package var shortMessage: [UInt8] = []
  package var tlvs = TLVList()

  package init(source: SMEAddress = .empty, destination: SMEAddress = .empty, shortMessage: [UInt8] = []) {
    self.source = source
    self.destination = destination
    self.shortMessage = shortMessage
  }

  /// The text that is meant: `short_message`, or `message_payload` when that is empty.
  package var text: [UInt8] {
    shortMessage.isEmpty ? tlvs.value(.messagePayload) ?? [] : shortMessage
  }

  @inline(__always)
  init(_ reader: inout FieldReader) throws(DecodeError) {
    serviceType = try reader.cString(.serviceType)
    source = try reader.source()
    destination = try reader.destination()
    esmClass = EsmClass(rawValue: try reader.uint8(.esmClass))
    protocolID = try reader.uint8(.protocolID)
    priorityFlag = try reader.uint8(.priorityFlag)
    scheduleDeliveryTime = try reader.cString(.scheduleDeliveryTime)
    validityPeriod = try reader.cString(.validityPeriod)
    registeredDelivery = RegisteredDelivery(rawValue: try reader.uint8(.registeredDelivery))
    replaceIfPresentFlag = try reader.uint8(.replaceIfPresentFlag)
    dataCoding = try reader.uint8(.dataCoding)
    smDefaultMsgID = try reader.uint8(.smDefaultMsgID)
    shortMessage = try reader.shortMessage()
    tlvs = try reader.tlvs()
  }

  func write(_ writer: inout PDUWriter) {
    writer.cString(serviceType, .serviceType)
    writer.address(source, .sourceAddr)
    writer.address(destination, .destinationAddr)
    writer.uint8(esmClass.rawValue)
    writer.uint8(protocolID)
    writer.uint8(priorityFlag)
    writer.cString(scheduleDeliveryTime, .scheduleDeliveryTime)
    writer.cString(validityPeriod, .validityPeriod)
    writer.uint8(registeredDelivery.rawValue)
    writer.uint8(replaceIfPresentFlag)
    writer.uint8(dataCoding)
    writer.uint8(smDefaultMsgID)
    writer.shortMessage(shortMessage)
    writer.tlvs(tlvs)
  }
}

/// The fields of `deliver_sm` are those of `submit_sm`; schedule, validity, replace flag and default id are unused.
package typealias DeliverSM = SubmitSM
