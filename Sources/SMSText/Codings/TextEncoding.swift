extension DataCoding {
  /// The octets of a text under this coding, nil when the alphabet does not have all its characters, or is binary.
  ///
  /// - Parameter profile: what the account means by the codings that SMPP leaves open. Packed text begins without fill
  ///   bits.
  package func encode(_ text: String, profile: CodingProfile = CodingProfile()) -> [UInt8]? {
    switch alphabet {
    case .standard: encode(text, as: profile.coding0)
    case .ia5: encode(text, as: profile.coding1)
    case .octets: nil
    case .latin1: SingleOctetText.encode(text, limit: 0x100)
    case .ucs2: UTF16Text.encode(text)
    case .jis: JapaneseText.encode(text, extendedKanji: false)
    case .extendedKanji: JapaneseText.encode(text, extendedKanji: true)
    case .cyrillic, .hebrew, .pictogram, .musicCodes, .ksc5601:
      IconvConversion.encode(text, to: alphabet.characterSet ?? "ASCII")
    }
  }

  private func encode(_ text: String, as meaning: CodingProfile.Meaning) -> [UInt8]? {
    switch meaning {
    case .gsm: return GSMAlphabet.standard.encode(text)
    case .packed: return GSMAlphabet.standard.encode(text).map { PackedSeptets.pack($0) }
    case .ascii: return SingleOctetText.encode(text, limit: 0x80)
    case .latin1: return SingleOctetText.encode(text, limit: 0x100)
    case .utf8: return Array(text.utf8)
    }
  }
}
