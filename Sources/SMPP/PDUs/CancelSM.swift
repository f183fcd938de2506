/// Cancels one message, or all that match when there is no id (SMPP 3.4 §4.9.1).
package struct CancelSM: Hashable, Sendable {
  package var serviceType = ""
  /// Empty: every pending message with this source, destination and service type.
  package var messageID = ""
  package var source = SMEAddress.empty
  package var destination = SMEAddress.empty

  package init(messageID: String, source: SMEAddress, destination: SMEAddress = .empty, serviceType: String = "") {
    self.serviceType = serviceType
    self.messageID = messageID
    self.source = source
    self.destination = destination
  }

  init(_ reader: inout FieldReader) throws(DecodeError) {
    serviceType = try reader.cString(.serviceType)
    messageID = try reader.cString(.messageID)
    source = try reader.source()
    destination = try reader.destination()
    _ = try reader.tlvs()
  }

  func write(_ writer: inout PDUWriter) {
    writer.cString(serviceType, .serviceType)
    writer.cString(messageID, .messageID)
    writer.address(source, .sourceAddr)
    writer.address(destination, .destinationAddr)
  }
}
