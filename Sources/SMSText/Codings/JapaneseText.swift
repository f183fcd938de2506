/// The two Japanese sets of SMPP (codings 5 and 13), whose octets senders write in several ways.
///
/// The specification means pairs of octets from 0x21 to 0x7E. What arrives under the name of JIS is also EUC-JP (the
/// same pairs with high bits), Shift_JIS, and ISO-2022-JP with its escapes; each can be told from the others.
enum JapaneseText {
  /// The pairs of the set as EUC-JP writes them: with high bits, and 0x8F before each of X 0212.
  private static let supplementary: UInt8 = 0x8F

  /// Reads the octets in the first way that leaves nothing unread, else in the way that leaves least.
  static func decode(_ octets: [UInt8], extendedKanji: Bool) -> String {
    if octets.contains(0x1B) { return IconvConversion.decode(octets, from: "ISO-2022-JP-2").text }
    var candidates: [() -> (text: String, losses: Int)] = []
    if octets.contains(where: { $0 >= 0x80 }) {
      candidates.append { IconvConversion.decode(octets, from: "EUC-JP") }
      candidates.append { IconvConversion.decode(octets, from: "CP932") }
      if extendedKanji { candidates.insert({ pairs(octets, supplementary: true) }, at: 0) }
    } else {
      candidates.append { pairs(octets, supplementary: extendedKanji) }
      candidates.append { pairs(octets, supplementary: !extendedKanji) }
      candidates.append { (String(decoding: octets, as: UTF8.self), 0) }
    }
    return leastLoss(of: candidates)
  }

  /// The pairs of a text, seven bits each, nil when it holds a character that the set has not. Control characters and
  /// blanks stand as single octets.
  static func encode(_ text: String, extendedKanji: Bool) -> [UInt8]? {
    guard let euc = IconvConversion.encode(text, to: "EUC-JP") else { return nil }
    var octets: [UInt8] = []
    var index = 0
    while index < euc.count {
      let lead = euc[index]
      if lead <= 0x20 {
        octets.append(lead)
        index += 1
        continue
      }
      let isSupplementary = lead == supplementary
      let start = isSupplementary ? index + 1 : index
      guard lead >= 0xA1 || isSupplementary, isSupplementary == extendedKanji, start + 1 < euc.count else { return nil }
      octets.append(euc[start] & 0x7F)
      octets.append(euc[start + 1] & 0x7F)
      index = start + 2
    }
    return octets
  }

  private static func pairs(_ octets: [UInt8], supplementary: Bool) -> (text: String, losses: Int) {
    var euc: [UInt8] = []
    var index = 0
    while index < octets.count {
      let octet = octets[index]
      if octet & 0x7F <= 0x20 {
        euc.append(octet)
        index += 1
        continue
      }
      if supplementary { euc.append(self.supplementary) }
      euc.append(octet | 0x80)
      if index + 1 < octets.count { euc.append(octets[index + 1] | 0x80) }
      index += 2
    }
    return IconvConversion.decode(euc, from: "EUC-JP")
  }

  private static func leastLoss(of candidates: [() -> (text: String, losses: Int)]) -> String {
    var best: (text: String, losses: Int)?
    for candidate in candidates {
      let reading = candidate()
      if reading.losses == 0 { return reading.text }
      if reading.losses < best?.losses ?? .max { best = reading }
    }
    return best?.text ?? ""
  }
}
