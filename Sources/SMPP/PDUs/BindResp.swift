/// The response to a bind (SMPP 3.4 §4.1.2). Header only when the bind failed.
package struct BindResp: Hashable, Sendable {
  package var mode: BindMode
  package var systemID = ""
  /// `sc_interface_version` for peers of 3.4 and above.
  package var tlvs = TLVList()

  package init(_ mode: BindMode, systemID: String, tlvs: TLVList = []) {
    self.mode = mode
    self.systemID = systemID
    self.tlvs = tlvs
  }

  init(_ mode: BindMode, _ reader: inout FieldReader) throws(DecodeError) {
    self.mode = mode
    systemID = try reader.cString(.systemID)
    tlvs = try reader.tlvs()
  }

  func write(_ writer: inout PDUWriter) {
    writer.cString(systemID, .systemID)
    writer.tlvs(tlvs)
  }
}
