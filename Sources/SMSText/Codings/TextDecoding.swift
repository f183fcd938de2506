extension DataCoding {
  /// The text of the body of a message, without its user data header.
  ///
  /// - Parameters:
  ///   - octets: the body. Parts of one message are joined before they are decoded, so that pairs and escapes cut at a
  ///     border are whole again.
  ///   - profile: what the account means by the codings that SMPP leaves open.
  ///   - header: the header that stood before the body: it names the shift tables, and where packed septets begin.
  /// - Returns: nil for binary content, which has no text.
  package func decode(
    _ octets: [UInt8], profile: CodingProfile = CodingProfile(), header: UserDataHeader? = nil
  ) -> DecodedText? {
    switch alphabet {
    case .standard: decode(octets, as: profile.coding0, profile, header)
    case .ia5: decode(octets, as: profile.coding1, profile, header)
    case .octets: nil
    case .latin1: SingleOctetText.decodeLatin1(octets, repairs: profile.repairs)
    case .ucs2: decodeUCS2(octets, repairs: profile.repairs)
    case .jis: DecodedText(JapaneseText.decode(octets, extendedKanji: false))
    case .extendedKanji: DecodedText(JapaneseText.decode(octets, extendedKanji: true))
    case .cyrillic, .hebrew, .pictogram, .musicCodes, .ksc5601:
      DecodedText(IconvConversion.decode(octets, from: alphabet.characterSet ?? "ASCII").text)
    }
  }

  private func decode(
    _ octets: [UInt8], as meaning: CodingProfile.Meaning, _ profile: CodingProfile, _ header: UserDataHeader?
  ) -> DecodedText {
    if profile.repairs, meaning == .gsm || meaning == .ascii, TextRepair.isMultibyteUTF8(octets) {
      return DecodedText(String(decoding: octets, as: UTF8.self), repair: .utf8)
    }
    if profile.repairs, meaning == .ascii, TextRepair.isDefaultAlphabet(octets) {
      return DecodedText((header?.alphabet ?? .standard).decode(octets), repair: .defaultAlphabet)
    }
    switch meaning {
    case .gsm: return DecodedText((header?.alphabet ?? .standard).decode(octets))
    case .packed:
      let septets = PackedSeptets.unpack(octets, fillBits: header?.fillBits ?? 0)
      return DecodedText((header?.alphabet ?? .standard).decode(septets))
    case .ascii: return DecodedText(SingleOctetText.decodeASCII(octets))
    case .latin1: return SingleOctetText.decodeLatin1(octets, repairs: profile.repairs)
    case .utf8: return DecodedText(String(decoding: octets, as: UTF8.self))
    }
  }

  private func decodeUCS2(_ octets: [UInt8], repairs: Bool) -> DecodedText {
    switch repairs ? UTF16ByteOrder(judging: octets) : .highFirst {
    case .highFirst: DecodedText(UTF16Text.decode(octets))
    case .markedHighFirst: DecodedText(UTF16Text.decode(octets.dropFirst(2)), repair: .byteOrderMark)
    case .lowFirst: DecodedText(UTF16Text.decode(octets, lowOctetFirst: true), repair: .littleEndian)
    case .markedLowFirst:
      DecodedText(UTF16Text.decode(octets.dropFirst(2), lowOctetFirst: true), repair: .littleEndian)
    }
  }
}

extension DataCoding {
  /// Whether octets under this coding are packed septets for that account: each part of a message is packed by itself,
  /// and must be unpacked before the parts are joined.
  package func isPacked(_ profile: CodingProfile) -> Bool {
    switch alphabet {
    case .standard: profile.coding0 == .packed
    case .ia5: profile.coding1 == .packed
    default: false
    }
  }
}

extension Alphabet {
  /// The C library's name of the character set; nil for the alphabets that are read here.
  ///
  /// Pictograms and Korean take Microsoft's supersets, which hold what the operators and phones added.
  var characterSet: String? {
    switch self {
    case .cyrillic: "ISO-8859-5"
    case .hebrew: "ISO-8859-8"
    case .pictogram: "CP932"
    case .musicCodes: "ISO-2022-JP"
    case .ksc5601: "CP949"
    case .standard, .ia5, .octets, .latin1, .jis, .ucs2, .extendedKanji: nil
    }
  }
}
