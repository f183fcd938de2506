/// `data_sm`, in both directions (SMPP 3.4 §4.7.1). The text is in `message_payload`.
package struct DataSM: Hashable, Sendable {
  package var serviceType = ""
  /// At most 64 octets of address.
  package var source = SMEAddress.empty
  /// At most 64 octets of address.
  package var destination = SMEAddress.empty
  package var esmClass = EsmClass.default
  package var registeredDelivery = RegisteredDelivery.none
  package var dataCoding: UInt8 = 0
  package var tlvs = TLVList()

  package init(source: SMEAddress = .empty, destination: SMEAddress = .empty, tlvs: TLVList = []) {
    self.source = source
    self.destination = destination
    self.tlvs = tlvs
  }

  /// `message_payload`.
  package var text: [UInt8] { tlvs.value(.messagePayload) ?? [] }

  init(_ reader: inout FieldReader) throws(DecodeError) {
    serviceType = try reader.cString(.serviceType)
    source = try reader.source(.longSourceAddr)
    destination = try reader.destination(.longDestinationAddr)
    esmClass = EsmClass(rawValue: try reader.uint8(.esmClass))
    registeredDelivery = RegisteredDelivery(rawValue: try reader.uint8(.registeredDelivery))
    dataCoding = try reader.uint8(.dataCoding)
    tlvs = try reader.tlvs()
  }

  func write(_ writer: inout PDUWriter) {
    writer.cString(serviceType, .serviceType)
    writer.address(source, .longSourceAddr)
    writer.address(destination, .longDestinationAddr)
    writer.uint8(esmClass.rawValue)
    writer.uint8(registeredDelivery.rawValue)
    writer.uint8(dataCoding)
    writer.tlvs(tlvs)
  }
}
