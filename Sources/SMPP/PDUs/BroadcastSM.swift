/// A message to an area (SMPP 5.0 §4.4.1.1).
package struct BroadcastSM: Hashable, Sendable {
  package var serviceType = ""
  package var source = SMEAddress.empty
  /// Empty, or the id of the broadcast to replace.
  package var messageID = ""
  package var priorityFlag: UInt8 = 0
  package var scheduleDeliveryTime = ""
  package var validityPeriod = ""
  package var replaceIfPresentFlag: UInt8 = 0
  package var dataCoding: UInt8 = 0
  package var smDefaultMsgID: UInt8 = 0
  /// `broadcast_area_identifier`, `broadcast_content_type`, `broadcast_rep_num`, `broadcast_frequency_interval` are
  /// mandatory.
  package var tlvs = TLVList()

  package init(source: SMEAddress, tlvs: TLVList = []) {
    self.source = source
    self.tlvs = tlvs
  }

  init(_ reader: inout FieldReader) throws(DecodeError) {
    serviceType = try reader.cString(.serviceType)
    source = try reader.source()
    messageID = try reader.cString(.messageID)
    priorityFlag = try reader.uint8(.priorityFlag)
    scheduleDeliveryTime = try reader.cString(.scheduleDeliveryTime)
    validityPeriod = try reader.cString(.validityPeriod)
    replaceIfPresentFlag = try reader.uint8(.replaceIfPresentFlag)
    dataCoding = try reader.uint8(.dataCoding)
    smDefaultMsgID = try reader.uint8(.smDefaultMsgID)
    tlvs = try reader.tlvs()
  }

  func write(_ writer: inout PDUWriter) {
    writer.cString(serviceType, .serviceType)
    writer.address(source, .sourceAddr)
    writer.cString(messageID, .messageID)
    writer.uint8(priorityFlag)
    writer.cString(scheduleDeliveryTime, .scheduleDeliveryTime)
    writer.cString(validityPeriod, .validityPeriod)
    writer.uint8(replaceIfPresentFlag)
    writer.uint8(dataCoding)
    writer.uint8(smDefaultMsgID)
    writer.tlvs(tlvs)
  }
}
