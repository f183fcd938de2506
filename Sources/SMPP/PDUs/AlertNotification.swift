/// Tells an ESME that a mobile is reachable again (SMPP 3.4 §4.12). It has no response.
package struct AlertNotification: Hashable, Sendable {
  package var source = SMEAddress.empty
  package var esme = SMEAddress.empty
  package var tlvs = TLVList()

  package init(source: SMEAddress, esme: SMEAddress, tlvs: TLVList = []) {
    self.source = source
    self.esme = esme
    self.tlvs = tlvs
  }

  init(_ reader: inout FieldReader) throws(DecodeError) {
    source = try reader.source(.longSourceAddr)
    esme = try reader.address(.esmeAddrTON, .esmeAddrNPI, .esmeAddr)
    tlvs = try reader.tlvs()
  }

  func write(_ writer: inout PDUWriter) {
    writer.address(source, .longSourceAddr)
    writer.address(esme, .esmeAddr)
    writer.tlvs(tlvs)
  }
}
