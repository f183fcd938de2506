/// A destination that `submit_multi` could not take (SMPP 3.4 §4.5.2.1).
package struct UnsuccessSME: Hashable, Sendable {
  package var address: SMEAddress
  package var status: CommandStatus

  package init(_ address: SMEAddress, _ status: CommandStatus) {
    self.address = address
    self.status = status
  }
}

/// The response to `submit_multi` (SMPP 3.4 §4.5.2).
package struct SubmitMultiResp: Hashable, Sendable {
  package var messageID = ""
  /// At most 255; more are not written.
  package var unsuccessSMEs: [UnsuccessSME] = []
  package var tlvs = TLVList()

  package init(messageID: String, unsuccessSMEs: [UnsuccessSME] = [], tlvs: TLVList = []) {
    self.messageID = messageID
    self.unsuccessSMEs = unsuccessSMEs
    self.tlvs = tlvs
  }

  init(_ reader: inout FieldReader) throws(DecodeError) {
    messageID = try reader.cString(.messageID)
    for _ in 0..<(try reader.uint8(.noUnsuccess)) where reader.remaining > 0 {
      let address = try reader.destination()
      unsuccessSMEs.append(UnsuccessSME(address, CommandStatus(rawValue: try reader.uint32(.errorStatusCode))))
    }
    tlvs = try reader.tlvs()
  }

  func write(_ writer: inout PDUWriter) {
    writer.cString(messageID, .messageID)
    writer.uint8(UInt8(clamping: unsuccessSMEs.count))
    for unsuccess in unsuccessSMEs.prefix(255) {
      writer.address(unsuccess.address, .destinationAddr)
      writer.uint32(unsuccess.status.rawValue)
    }
    writer.tlvs(tlvs)
  }
}
