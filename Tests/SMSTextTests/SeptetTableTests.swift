import SMSText
import Testing

struct SeptetTableTests {
  @Test("every chart has its 128 septets, read to the last", arguments: NationalLanguage.allCases)
  func chartsAreWhole(language: NationalLanguage) {
    #expect(language.lockingTable.scalars.count == 128)
    #expect(language.singleShiftTable.scalars.count == 128)
    // The last octets of the first column of both kinds are known for every language.
    #expect(language.lockingTable.scalars[0x7A] == 0x7A)
    #expect(language.singleShiftTable.scalars[0x65] == 0x20AC)
    #expect(language.lockingTable.scalars[0x1B] == SeptetTable.noScalar)
    #expect(language.singleShiftTable.scalars[0x1B] == SeptetTable.noScalar)
  }

  @Test("every locking septet decodes to a character that encodes back", arguments: NationalLanguage.allCases)
  func lockingTablesAreTheirOwnInverse(language: NationalLanguage) {
    let alphabet = GSMAlphabet(lockingShift: language)
    var seen: Set<String> = []
    for septet in UInt8(0)..<128 where alphabet.lockingShift.lockingTable.scalars[Int(septet)] != SeptetTable.noScalar {
      let text = alphabet.decode([septet])
      #expect(alphabet.encode(text) == [septet])
      #expect(seen.insert(text).inserted, "a character stands twice")
    }
  }

  @Test("every escaped septet decodes to a character that encodes back", arguments: NationalLanguage.allCases)
  func singleShiftTablesAreTheirOwnInverse(language: NationalLanguage) {
    let alphabet = GSMAlphabet(singleShift: language)
    let table = language.singleShiftTable
    for septet in UInt8(0)..<128 where table.scalars[Int(septet)] != SeptetTable.noScalar {
      let text = alphabet.decode([0x1B, septet])
      #expect(text.unicodeScalars.map(\.value) == [UInt32(table.scalars[Int(septet)])])
      let octets = alphabet.encode(text) ?? []
      #expect(sameScalars(alphabet.decode(octets), text))
      // What the default alphabet has goes without escape; of a character that stands twice the lower septet is sent.
      let plain = NationalLanguage.gsm.lockingTable.scalars.contains(table.scalars[Int(septet)])
      let first = table.scalars.firstIndex(of: table.scalars[Int(septet)])
      #expect(plain ? octets.count == 1 : octets == [0x1B, UInt8(first ?? 0)])
    }
  }

  @Test("the default alphabet is that of the specification")
  func defaultAlphabet() {
    let chart =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{1B}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
      + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
    let scalars = chart.unicodeScalars.map { $0.value == 0x1B ? SeptetTable.noScalar : UInt16($0.value) }
    #expect(NationalLanguage.gsm.lockingTable.scalars == scalars)
  }

  @Test(
    "the extension table is that of the specification",
    arguments: [
      ("\u{0C}", 0x0A), ("^", 0x14), ("{", 0x28), ("}", 0x29), ("\\", 0x2F), ("[", 0x3C), ("~", 0x3D), ("]", 0x3E),
      ("|", 0x40), ("€", 0x65),
    ] as [(String, UInt8)])
  func extensionTable(text: String, septet: UInt8) {
    #expect(GSMAlphabet.standard.encode(text) == [0x1B, septet])
    let entries = NationalLanguage.gsm.singleShiftTable.scalars.filter { $0 != SeptetTable.noScalar }
    #expect(entries.count == 10)
  }

  @Test(
    "national characters stand where the specification prints them",
    arguments: [
      (.turkish, .gsm, "ı", [0x07]), (.turkish, .gsm, "€", [0x04]), (.turkish, .gsm, "Ş", [0x1C]),
      (.gsm, .turkish, "ğ", [0x1B, 0x67]), (.gsm, .turkish, "İ", [0x1B, 0x49]),
      (.gsm, .spanish, "á", [0x1B, 0x61]), (.gsm, .spanish, "ç", [0x1B, 0x09]), (.gsm, .spanish, "Ú", [0x1B, 0x55]),
      (.portuguese, .gsm, "∞", [0x15]), (.portuguese, .gsm, "\\", [0x17]), (.portuguese, .gsm, "~", [0x60]),
      (.gsm, .portuguese, "Â", [0x1B, 0x61]), (.gsm, .portuguese, "â", [0x1B, 0x7F]),
      (.bengali, .bengali, "\u{09AC}", [0x40]), (.bengali, .bengali, "\u{09E6}", [0x1B, 0x19]),
      (.hindi, .hindi, "\u{0928}", [0x2F]), (.hindi, .hindi, "A", [0x1B, 0x41]), (.hindi, .hindi, ",", [0x2C]),
      (.gujarati, .gujarati, "\u{0AF1}", [0x7F]), (.kannada, .kannada, "\u{0CA1}", [0x24]),
      (.malayalam, .malayalam, "\u{0D7F}", [0x1B, 0x34]), (.oriya, .oriya, "\u{0B5F}", [0x1B, 0x2A]),
      (.punjabi, .punjabi, "\u{0A74}", [0x7F]), (.tamil, .tamil, "\u{0BF9}", [0x7F]),
      (.telugu, .telugu, "\u{0C7F}", [0x1B, 0x32]), (.urdu, .urdu, "\u{06D4}", [0x1B, 0x3F]),
      (.urdu, .urdu, "\u{0627}", [0x00]),
    ] as [(NationalLanguage, NationalLanguage, String, [UInt8])])
  func landmarks(locking: NationalLanguage, single: NationalLanguage, text: String, septets: [UInt8]) {
    let alphabet = GSMAlphabet(lockingShift: locking, singleShift: single)
    #expect(alphabet.encode(text) == septets)
    #expect(sameScalars(alphabet.decode(septets), text))
  }

  @Test(
    "an Indic table holds the letters of its own block",
    arguments: [
      (.bengali, 0x0980), (.gujarati, 0x0A80), (.hindi, 0x0900), (.kannada, 0x0C80), (.malayalam, 0x0D00),
      (.oriya, 0x0B00), (.punjabi, 0x0A00), (.tamil, 0x0B80), (.telugu, 0x0C00),
    ] as [(NationalLanguage, UInt16)])
  func indicBlocks(language: NationalLanguage, block: UInt16) {
    for scalar in language.lockingTable.scalars where scalar > 0x7F && scalar != SeptetTable.noScalar {
      #expect((block..<block + 0x80).contains(scalar))
    }
    // Letters stand in the order of Unicode from the top of the chart to the bottom.
    let letters = language.lockingTable.scalars.filter { $0 > 0x7F && $0 != SeptetTable.noScalar }
    #expect(letters == letters.sorted())
  }

  @Test("Spanish has no locking table: the default one stands in")
  func spanishLocking() {
    #expect(NationalLanguage.spanish.lockingTable.scalars == NationalLanguage.gsm.lockingTable.scalars)
  }
}
