/// The `interface_version` of a bind (SMPP 3.4 §5.2.4), as the client wrote it.
package struct InterfaceVersion: RawRepresentable, Hashable, Sendable {
  /// The octet on the wire: 0x33, 0x34, 0x50, or what else clients send.
  package let rawValue: UInt8

  /// Takes any octet.
  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  package static let v33 = InterfaceVersion(rawValue: 0x33)
  package static let v34 = InterfaceVersion(rawValue: 0x34)
  package static let v50 = InterfaceVersion(rawValue: 0x50)

  /// The versions whose rules differ.
  package enum Generation: UInt8, Comparable, Sendable {
    case v33 = 0x33
    case v34 = 0x34
    case v50 = 0x50

    package static func < (left: Generation, right: Generation) -> Bool { left.rawValue < right.rawValue }
  }

  /// Which rules apply. No value is refused: 0x50 and above count as 5.0, 0x34 and above as 3.4, the rest as 3.3.
  @inline(__always)
  package var generation: Generation {
    if rawValue >= 0x50 { return .v50 }
    return rawValue >= 0x34 ? .v34 : .v33
  }

  /// Whether the peer understands TLVs (SMPP 3.4 §3.4).
  @inline(__always)
  package var allowsTLVs: Bool { rawValue >= 0x34 }

  /// The version that both sides speak, rounded to one that exists.
  package func negotiated(with ours: InterfaceVersion) -> InterfaceVersion {
    InterfaceVersion(rawValue: min(generation, ours.generation).rawValue)
  }
}
