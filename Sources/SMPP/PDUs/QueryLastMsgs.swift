/// Asks for the ids of the last messages of a source (SMPP 3.3 alone).
package struct QueryLastMsgs: Hashable, Sendable {
  package var source = SMEAddress.empty
  /// 1 to 100
  package var noOfMessages: UInt8 = 1

  package init(source: SMEAddress, noOfMessages: UInt8) {
    self.source = source
    self.noOfMessages = noOfMessages
  }

  init(_ reader: inout FieldReader) throws(DecodeError) {
    source = try reader.source()
    noOfMessages = try reader.uint8(.noOfMessages)
  }

  func write(_ writer: inout PDUWriter) {
    writer.address(source, .sourceAddr)
    writer.uint8(noOfMessages)
  }
}

/// The ids of the last messages of a source (SMPP 3.3 alone).
package struct QueryLastMsgsResp: Hashable, Sendable {
  /// At most 255; more are not written.
  package var messageIDs: [String] = []

  package init(messageIDs: [String]) {
    self.messageIDs = messageIDs
  }

  init(_ reader: inout FieldReader) throws(DecodeError) {
    for _ in 0..<(try reader.uint8(.noOfMessages)) where reader.remaining > 0 {
      messageIDs.append(try reader.cString(.messageID))
    }
  }

  func write(_ writer: inout PDUWriter) {
    writer.uint8(UInt8(clamping: messageIDs.count))
    for id in messageIDs.prefix(255) { writer.cString(id, .messageID) }
  }
}
