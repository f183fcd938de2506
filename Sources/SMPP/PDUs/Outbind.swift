/// The server's request that the ESME bind as a receiver (SMPP 3.4 §4.1.7).
package struct Outbind: Hashable, Sendable {
  package var systemID = ""
  package var password = ""

  package init(systemID: String, password: String) {
    self.systemID = systemID
    self.password = password
  }

  init(_ reader: inout FieldReader) throws(DecodeError) {
    systemID = try reader.cString(.systemID)
    password = try reader.cString(.password)
  }

  func write(_ writer: inout PDUWriter) {
    writer.cString(systemID, .systemID)
    writer.cString(password, .password)
  }
}
