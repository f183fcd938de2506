/// Which 8-bit charset some octets are in, judged by how often Russian letters are used, by letter case and by the change of
/// vowels and consonants.
package enum CharsetGuess {
  /// Frequency of the letters а to я in Russian text, in thousandths.
  private static let frequency: [Int] = [
    80, 16, 45, 17, 30, 85, 9, 16, 74, 12, 35, 44, 32, 67, 110, 28, 47, 55, 63, 26, 3, 10, 5, 14, 7, 4, 1, 19, 17, 3,
    6, 20,
  ]
  /// Places of the vowels in the same order.
  private static let vowels: Set<Int> = [0, 5, 8, 14, 19, 27, 29, 30, 31]
  /// Places of the letters in the order of KOI8-R, from 0xC0.
  private static let koi8Order: [Int] = [
    30, 0, 1, 22, 4, 5, 20, 3, 21, 8, 9, 10, 11, 12, 13, 14, 15, 31, 16, 17, 18, 19, 6, 2, 28, 27, 7, 24, 29, 25, 23,
    26,
  ]

  private struct Letter {
    var place: Int
    var isUpper: Bool
  }

  /// `KOI8-R`, `WINDOWS-1251` or `WINDOWS-1252`. Only the first 4,096 octets are looked at.
  package static func best(_ bytes: [UInt8]) -> String {
    let sample = bytes.prefix(4096)
    if isWestern(sample) { return "WINDOWS-1252" }
    return score(sample, koi8) > score(sample, windows1251) ? "KOI8-R" : "WINDOWS-1251"
  }

  /// Accented letters stand alone between ASCII letters; Cyrillic letters stand together.
  private static func isWestern(_ bytes: ArraySlice<UInt8>) -> Bool {
    var high = 0
    var ascii = 0
    var neighbours = 0
    var previous: UInt8 = 0
    for byte in bytes {
      if byte >= 0xC0 {
        high += 1
        if previous >= 0xC0 { neighbours += 1 }
      } else if ASCII.isLetter(byte) {
        ascii += 1
      }
      previous = byte
    }
    return neighbours * 2 < high && ascii > high || high == 0
  }

  private static func windows1251(_ byte: UInt8) -> Letter? {
    switch byte {
    case 0xC0...0xDF: Letter(place: Int(byte &- 0xC0), isUpper: true)
    case 0xE0...0xFF: Letter(place: Int(byte &- 0xE0), isUpper: false)
    default: nil
    }
  }

  private static func koi8(_ byte: UInt8) -> Letter? {
    guard byte >= 0xC0 else { return nil }
    return Letter(place: koi8Order[Int(byte & 0x1F)], isUpper: byte >= 0xE0)
  }

  private static func score(_ bytes: ArraySlice<UInt8>, _ letter: (UInt8) -> Letter?) -> Int {
    var total = 0
    var previous: Letter?
    for byte in bytes {
      let current = letter(byte)
      if let current { total += worth(of: current, after: previous) }
      previous = current
    }
    return total
  }

  private static func worth(of letter: Letter, after previous: Letter?) -> Int {
    var worth = frequency[letter.place]
    guard let previous else { return worth }
    // A capital inside a word that began small is the mark of the wrong table.
    if letter.isUpper && !previous.isUpper { worth -= 150 }
    if vowels.contains(letter.place) != vowels.contains(previous.place) { worth += 25 }
    if letter.isUpper { worth = worth * 4 / 5 }
    return worth
  }
}
