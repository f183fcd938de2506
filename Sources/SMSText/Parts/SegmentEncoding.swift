/// How the parts of a message are written.
package enum SegmentEncoding: Sendable, Equatable {
  /// Septets, one an octet in SMPP, packed on the air.
  case gsm(GSMAlphabet)
  /// UTF-16, two octets a unit.
  case ucs2
  /// Octets as they are.
  case octets

  /// The octets of user data that one short message carries on the air (3GPP TS 23.040 §9.2.3.16).
  package static let messageOctets = 140

  /// The units (septets, UTF-16 units or octets) that fit beside a header of so many octets, its length octet included.
  func capacity(headerOctets: Int) -> Int {
    let octets = Self.messageOctets - headerOctets
    return switch self {
    case .gsm: octets * 8 / 7
    case .ucs2: octets / 2
    case .octets: octets
    }
  }

  /// The octets of the header that this encoding needs, with an element for a part of a longer message or without.
  func headerOctets(reference: Concatenation.Reference?) -> Int {
    var octets = reference?.elementOctets ?? 0
    if case .gsm(let alphabet) = self {
      if alphabet.lockingShift != .gsm { octets += 3 }
      if alphabet.singleShift != .gsm { octets += 3 }
    }
    return octets == 0 ? 0 : octets + 1
  }

  /// The coding that announces it.
  func dataCoding(messageClass: MessageClass?) -> DataCoding {
    switch self {
    case .gsm: DataCoding(.standard, messageClass: messageClass)
    case .ucs2: DataCoding(.ucs2, messageClass: messageClass)
    case .octets: DataCoding(.octets, messageClass: messageClass)
    }
  }
}
