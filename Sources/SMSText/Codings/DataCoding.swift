/// What a data_coding octet says (SMPP 3.4 §5.2.19, 3GPP TS 23.038 §4).
///
/// Every octet has a meaning here; `isReserved` tells that the specification gives it none. Such a value reads as the
/// default alphabet (SMPP 3.4 §3.3), except 0x10 to 0x1F: SMPP reserves them, but phones' own general group (class and
/// alphabet without compression) is what senders mean by them, 0x18 being the usual flash message in UCS2.
package struct DataCoding: Sendable, Hashable {
  /// The octet as it was received or is to be sent.
  package let octet: UInt8

  package init(_ octet: UInt8) {
    self.octet = octet
  }

  /// The alphabet of the text, or `octets` for binary content.
  package var alphabet: Alphabet {
    switch octet {
    case 0x00...0x0E: Alphabet(assigned: octet) ?? .standard
    case 0x10...0x1F: Self.general[Int(octet &>> 2 & 0x03)]
    case 0xE0...0xEF: .ucs2
    case 0xF0...0xFF: octet & 0x04 == 0 ? .standard : .octets
    default: .standard
    }
  }

  /// The message class, nil where the octet carries none.
  package var messageClass: MessageClass? {
    switch octet {
    case 0x10...0x1F, 0xF0...0xFF: MessageClass(rawValue: octet & 0x03)
    default: nil
    }
  }

  /// The message waiting indication, nil where the octet carries none (3GPP TS 23.038 §4, groups 1100 to 1110).
  package var messageWaiting: MessageWaiting? {
    guard (0xC0...0xEF).contains(octet), let kind = MessageWaiting.Kind(rawValue: octet & 0x03) else { return nil }
    return MessageWaiting(kind: kind, isActive: octet & 0x08 != 0, discardsText: octet < 0xD0)
  }

  /// Whether the message is shown at once and not kept: class 0.
  package var isFlash: Bool { messageClass == .flash }

  /// Whether the specification assigns no meaning to the octet.
  package var isReserved: Bool {
    switch octet {
    case 0x00...0x0E: Alphabet(assigned: octet) == nil
    case 0x0F...0xBF: true
    case 0xC0...0xEF: octet & 0x04 != 0
    default: octet & 0x08 != 0
    }
  }

  private static let general: [Alphabet] = [.standard, .octets, .ucs2, .standard]
}

extension DataCoding {
  /// The octet that announces an alphabet, with a class where one is wanted.
  ///
  /// A class exists for `standard` and `octets` (0xF0 group) and for `ucs2` (0x18 to 0x1B); for the others it is left out.
  package init(_ alphabet: Alphabet, messageClass: MessageClass? = nil) {
    guard let messageClass else {
      self.init(alphabet.assignedOctet)
      return
    }
    switch alphabet {
    case .standard: self.init(0xF0 | messageClass.rawValue)
    case .octets: self.init(0xF4 | messageClass.rawValue)
    case .ucs2: self.init(0x18 | messageClass.rawValue)
    default: self.init(alphabet.assignedOctet)
    }
  }
}
