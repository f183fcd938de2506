/// The responses that consist of a message id: `submit_sm_resp`, `data_sm_resp`, `deliver_sm_resp`,
/// `broadcast_sm_resp` (SMPP 3.4 §4.4.2, §4.7.2, §4.6.2; 5.0 §4.4.1.2).
package struct MessageResp: Hashable, Sendable {
  /// Empty in a `deliver_sm_resp` (SMPP 3.4 §4.6.2).
  package var messageID = ""
  package var tlvs = TLVList()

  package init(messageID: String = "", tlvs: TLVList = []) {
    self.messageID = messageID
    self.tlvs = tlvs
  }

  init(_ reader: inout FieldReader) throws(DecodeError) {
    messageID = try reader.cString(.messageID)
    tlvs = try reader.tlvs()
  }

  @inline(__always)
  func write(_ writer: inout PDUWriter) {
    writer.cString(messageID, .messageID)
    writer.tlvs(tlvs)
  }
}
