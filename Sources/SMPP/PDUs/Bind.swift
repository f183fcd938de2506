/// What a bind makes of the connection (SMPP 3.4 §2.1).
package enum BindMode: Sendable, Hashable {
  case transmitter
  case receiver
  case transceiver

  /// Whether the ESME may submit.
  package var transmits: Bool { self != .receiver }

  /// Whether the ESME takes `deliver_sm`.
  package var receives: Bool { self != .transmitter }

  /// The request's id.
  package var commandID: CommandID {
    switch self {
    case .transmitter: .bindTransmitter
    case .receiver: .bindReceiver
    case .transceiver: .bindTransceiver
    }
  }
}

/// `bind_transmitter`, `bind_receiver` and `bind_transceiver` (SMPP 3.4 §4.1).
package struct Bind: Hashable, Sendable {
  package var mode: BindMode
  /// At most 15 octets by specification; up to 64 are taken.
  package var systemID = ""
  /// At most 8 octets by specification; up to 64 are taken.
  package var password = ""
  package var systemType = ""
  package var interfaceVersion = InterfaceVersion.v34
  package var addrTON = TypeOfNumber.unknown
  package var addrNPI = NumberingPlan.unknown
  package var addressRange = ""

  package init(
    _ mode: BindMode, systemID: String, password: String, systemType: String = "",
    interfaceVersion: InterfaceVersion = .v34
  ) {
    self.mode = mode
    self.systemID = systemID
    self.password = password
    self.systemType = systemType
    self.interfaceVersion = interfaceVersion
  }

  init(_ mode: BindMode, _ reader: inout FieldReader) throws(DecodeError) {
    self.mode = mode
    systemID = try reader.cString(.systemID)
    password = try reader.cString(.password)
    systemType = try reader.cString(.systemType)
    interfaceVersion = InterfaceVersion(rawValue: try reader.uint8(.interfaceVersion))
    addrTON = TypeOfNumber(rawValue: try reader.uint8(.addrTON))
    addrNPI = NumberingPlan(rawValue: try reader.uint8(.addrNPI))
    addressRange = try reader.cString(.addressRange)
  }

  func write(_ writer: inout PDUWriter) {
    writer.cString(systemID, .systemID)
    writer.cString(password, .password)
    writer.cString(systemType, .systemType)
    writer.uint8(interfaceVersion.rawValue)
    writer.uint8(addrTON.rawValue)
    writer.uint8(addrNPI.rawValue)
    writer.cString(addressRange, .addressRange)
  }
}
