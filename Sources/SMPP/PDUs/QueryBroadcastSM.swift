/// Asks for the state of a broadcast (SMPP 5.0 §4.6.1.1).
package struct QueryBroadcastSM: Hashable, Sendable {
  package var messageID = ""
  package var source = SMEAddress.empty
  /// `user_message_reference`.
  package var tlvs = TLVList()

  package init(messageID: String, source: SMEAddress, tlvs: TLVList = []) {
    self.messageID = messageID
    self.source = source
    self.tlvs = tlvs
  }

  init(_ reader: inout FieldReader) throws(DecodeError) {
    messageID = try reader.cString(.messageID)
    source = try reader.source()
    tlvs = try reader.tlvs()
  }

  func write(_ writer: inout PDUWriter) {
    writer.cString(messageID, .messageID)
    writer.address(source, .sourceAddr)
    writer.tlvs(tlvs)
  }
}

/// The state of a broadcast (SMPP 5.0 §4.6.1.3): `message_state`, areas and their success are TLVs.
package typealias QueryBroadcastSMResp = MessageResp
