/// Replaces the text and times of a pending message (SMPP 3.4 §4.10.1).
package struct ReplaceSM: Hashable, Sendable {
  package var messageID = ""
  package var source = SMEAddress.empty
  /// Empty keeps the old one.
  package var scheduleDeliveryTime = ""
  /// Empty keeps the old one.
  package var validityPeriod = ""
  package var registeredDelivery = RegisteredDelivery.none
  package var smDefaultMsgID: UInt8 = 0
  package var shortMessage: [UInt8] = []
  /// `message_payload`, in 5.0 alone.
  package var tlvs = TLVList()

  package init(messageID: String, source: SMEAddress, shortMessage: [UInt8], tlvs: TLVList = []) {
    self.messageID = messageID
    self.source = source
    self.shortMessage = shortMessage
    self.tlvs = tlvs
  }

  /// The text that is meant: `short_message`, or `message_payload` when that is empty.
  package var text: [UInt8] {
    shortMessage.isEmpty ? tlvs.value(.messagePayload) ?? [] : shortMessage
  }

  init(_ reader: inout FieldReader) throws(DecodeError) {
    messageID = try reader.cString(.messageID)
    source = try reader.source()
    scheduleDeliveryTime = try reader.cString(.scheduleDeliveryTime)
    validityPeriod = try reader.cString(.validityPeriod)
    registeredDelivery = RegisteredDelivery(rawValue: try reader.uint8(.registeredDelivery))
    smDefaultMsgID = try reader.uint8(.smDefaultMsgID)
    shortMessage = try reader.shortMessage()
    tlvs = try reader.tlvs()
  }

  func write(_ writer: inout PDUWriter) {
    writer.cString(messageID, .messageID)
    writer.address(source, .sourceAddr)
    writer.cString(scheduleDeliveryTime, .scheduleDeliveryTime)
    writer.cString(validityPeriod, .validityPeriod)
    writer.uint8(registeredDelivery.rawValue)
    writer.uint8(smDefaultMsgID)
    writer.shortMessage(shortMessage)
    writer.tlvs(tlvs)
  }
}
