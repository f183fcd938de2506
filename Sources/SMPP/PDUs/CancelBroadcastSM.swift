/// Cancels a broadcast (SMPP 5.0 §4.6.2.1).
package struct CancelBroadcastSM: Hashable, Sendable {
  package var serviceType = ""
  /// Empty: every broadcast with this source and service type.
  package var messageID = ""
  package var source = SMEAddress.empty
  /// `broadcast_content_type` and `user_message_reference`.
  package var tlvs = TLVList()

  package init(messageID: String, source: SMEAddress, tlvs: TLVList = []) {
    self.messageID = messageID
    self.source = source
    self.tlvs = tlvs
  }

  init(_ reader: inout FieldReader) throws(DecodeError) {
    serviceType = try reader.cString(.serviceType)
    messageID = try reader.cString(.messageID)
    source = try reader.source()
    tlvs = try reader.tlvs()
  }

  func write(_ writer: inout PDUWriter) {
    writer.cString(serviceType, .serviceType)
    writer.cString(messageID, .messageID)
    writer.address(source, .sourceAddr)
    writer.tlvs(tlvs)
  }
}
