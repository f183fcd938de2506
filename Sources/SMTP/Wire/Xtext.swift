/// The `xtext` of RFC 3461 §4: printable ASCII without `+` and `=`, everything else as `+` and two upper-case hex digits.
package enum Xtext {
  /// The text behind `encoded`; nil when it is malformed or stands for a control character or for octets that are no UTF-8.
  package static func decode(_ encoded: some Collection<UInt8>) -> String? {
    var octets: [UInt8] = []
    var rest = encoded.makeIterator()
    while let octet = rest.next() {
      var plain = octet
      if octet == ASCII.plus {
        guard let high = rest.next().flatMap(hexDigit), let low = rest.next().flatMap(hexDigit) else { return nil }
        plain = high << 4 | low
      } else if octet <= ASCII.space || octet >= ASCII.delete || octet == ASCII.equals {
        return nil
      }
      guard !ASCII.isControl(plain) else { return nil }
      octets.append(plain)
    }
    return String(validating: octets, as: UTF8.self)
  }

  /// `text` as xtext.
  package static func encode(_ text: String) -> String {
    var octets: [UInt8] = []
    for octet in text.utf8 {
      let isPlain = octet > ASCII.space && octet < ASCII.delete && octet != ASCII.plus && octet != ASCII.equals
      if isPlain {
        octets.append(octet)
      } else {
        octets.append(ASCII.plus)
        octets.append(hexCharacter(octet >> 4))
        octets.append(hexCharacter(octet & 0x0F))
      }
    }
    return String(decoding: octets, as: UTF8.self)
  }

  private static func hexDigit(_ octet: UInt8) -> UInt8? {
    switch octet {
    case 0x30...0x39: octet - 0x30
    case 0x41...0x46: octet - 0x41 + 10
    default: nil
    }
  }

  private static func hexCharacter(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x41 + value - 10
  }
}
