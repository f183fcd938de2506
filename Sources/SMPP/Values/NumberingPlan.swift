/// Numbering plan indicator (SMPP 3.4 §5.2.6). Reserved values are kept.
package struct NumberingPlan: RawRepresentable, Hashable, Sendable {
  /// The octet on the wire.
  package let rawValue: UInt8

  /// Takes any octet.
  @inline(__always)
  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  package static let unknown = NumberingPlan(rawValue: 0)
  package static let isdn = NumberingPlan(rawValue: 1)
  package static let data = NumberingPlan(rawValue: 3)
  package static let telex = NumberingPlan(rawValue: 4)
  package static let landMobile = NumberingPlan(rawValue: 6)
  package static let national = NumberingPlan(rawValue: 8)
  package static let `private` = NumberingPlan(rawValue: 9)
  package static let ermes = NumberingPlan(rawValue: 10)
  package static let internet = NumberingPlan(rawValue: 14)
  package static let wapClientID = NumberingPlan(rawValue: 18)

  /// The specification's word, or the number.
  package var name: String {
    switch self {
    case .unknown: "unknown"
    case .isdn: "ISDN (E.163/E.164)"
    case .data: "data (X.121)"
    case .telex: "telex (F.69)"
    case .landMobile: "land mobile (E.212)"
    case .national: "national"
    case .private: "private"
    case .ermes: "ERMES"
    case .internet: "internet (IP)"
    case .wapClientID: "WAP client id"
    default: String(rawValue)
    }
  }
}
