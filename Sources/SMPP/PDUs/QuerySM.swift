/// Asks for the state of a message (SMPP 3.4 §4.8.1).
package struct QuerySM: Hashable, Sendable {
  package var messageID = ""
  /// Must be the source of the submission.
  package var source = SMEAddress.empty

  package init(messageID: String, source: SMEAddress) {
    self.messageID = messageID
    self.source = source
  }

  init(_ reader: inout FieldReader) throws(DecodeError) {
    messageID = try reader.cString(.messageID)
    source = try reader.source()
    _ = try reader.tlvs()
  }

  func write(_ writer: inout PDUWriter) {
    writer.cString(messageID, .messageID)
    writer.address(source, .sourceAddr)
  }
}

/// The state of a message (SMPP 3.4 §4.8.2).
package struct QuerySMResp: Hashable, Sendable {
  package var messageID = ""
  /// Empty until the message has reached a final state; else 16 characters of `SMPPTime`.
  package var finalDate = ""
  package var messageState = MessageState.unknown
  /// The network's error code, 0 for none.
  package var errorCode: UInt8 = 0
  package var tlvs = TLVList()

  package init(
    messageID: String, finalDate: String = "", messageState: MessageState, errorCode: UInt8 = 0, tlvs: TLVList = []
  ) {
    self.messageID = messageID
    self.finalDate = finalDate
    self.messageState = messageState
    self.errorCode = errorCode
    self.tlvs = tlvs
  }

  init(_ reader: inout FieldReader) throws(DecodeError) {
    messageID = try reader.cString(.messageID)
    finalDate = try reader.cString(.finalDate)
    messageState = MessageState(rawValue: try reader.uint8(.messageState))
    errorCode = try reader.uint8(.errorCode)
    tlvs = try reader.tlvs()
  }

  func write(_ writer: inout PDUWriter) {
    writer.cString(messageID, .messageID)
    writer.cString(finalDate, .finalDate)
    writer.uint8(messageState.rawValue)
    writer.uint8(errorCode)
    writer.tlvs(tlvs)
  }
}
