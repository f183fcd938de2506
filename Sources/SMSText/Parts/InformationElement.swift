/// The information elements that are read here (3GPP TS 23.040 §9.2.3.24).
enum InformationElement: UInt8, CaseIterable {
  /// Concatenated short message, reference of 8 bits (§9.2.3.24.1).
  case concatenation8 = 0x00
  /// Application port addresses of 8 bits (§9.2.3.24.3).
  case ports8 = 0x04
  /// Application port addresses of 16 bits (§9.2.3.24.4).
  case ports16 = 0x05
  /// Concatenated short message, reference of 16 bits (§9.2.3.24.8).
  case concatenation16 = 0x08
  /// National language single shift (§9.2.3.24.15).
  case singleShift = 0x24
  /// National language locking shift (§9.2.3.24.16).
  case lockingShift = 0x25

  /// The octets of data that the element must have.
  var length: Int {
    switch self {
    case .concatenation8: 3
    case .ports8: 2
    case .ports16: 4
    case .concatenation16: 4
    case .singleShift, .lockingShift: 1
    }
  }
}
