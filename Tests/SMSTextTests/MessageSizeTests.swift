import SMSText
import Testing

struct MessageSizeTests {
  @Test(
    "plain text: 160 septets in one part, 153 in each of several",
    arguments: [
      (0, 1, 160), (1, 1, 160), (160, 1, 160), (161, 2, 153), (306, 2, 153), (307, 3, 153), (459, 3, 153),
      (460, 4, 153),
      (153 * 255, 255, 153), (153 * 255 + 1, 256, 153),
    ])
  func septets(count: Int, parts: Int, perPart: Int) {
    let size = MessageSize(String(repeating: "a", count: count))
    #expect(size.encoding == .gsm(.standard))
    #expect((size.units, size.parts, size.unitsPerPart) == (count, parts, perPart))
  }

  @Test(
    "other text: 70 units in one part, 67 in each of several",
    arguments: [
      (1, 1, 70), (70, 1, 70), (71, 2, 67), (134, 2, 67), (135, 3, 67), (201, 3, 67), (202, 4, 67),
    ])
  func units(count: Int, parts: Int, perPart: Int) {
    let size = MessageSize(String(repeating: "я", count: count))
    #expect(size.encoding == .ucs2)
    #expect((size.units, size.parts, size.unitsPerPart) == (count, parts, perPart))
  }

  @Test(
    "binary content: 140 octets in one part, 134 in each of several",
    arguments: [
      (0, 1, 140), (140, 1, 140), (141, 2, 134), (268, 2, 134), (269, 3, 134), (-5, 1, 140),
    ])
  func octets(count: Int, parts: Int, perPart: Int) {
    let size = MessageSize(octets: count)
    #expect((size.units, size.parts, size.unitsPerPart) == (max(0, count), parts, perPart))
  }

  @Test("a sixteen-bit reference leaves 152 septets, 66 units, 133 octets")
  func sixteenBit() {
    let reference = Concatenation.Reference.sixteenBit(0)
    #expect(MessageSize(String(repeating: "a", count: 304), reference: reference).parts == 2)
    #expect(MessageSize(String(repeating: "a", count: 305), reference: reference).parts == 3)
    #expect(MessageSize(String(repeating: "я", count: 132), reference: reference).parts == 2)
    #expect(MessageSize(String(repeating: "я", count: 133), reference: reference).parts == 3)
    #expect(MessageSize(octets: 266, reference: reference).parts == 2)
    #expect(MessageSize(octets: 267, reference: reference).parts == 3)
  }

  @Test(
    "a character of the extension table counts two and is never cut",
    arguments: [
      (80, 1), (81, 2), (150, 2), (152, 2), (153, 3), (228, 3), (229, 4),
    ])
  func extended(count: Int, parts: Int) {
    let size = MessageSize(String(repeating: "€", count: count))
    #expect(size.units == count * 2)
    #expect(size.parts == parts)
  }

  @Test("an escape pair that would cross a border moves whole to the next part")
  func escapeAtBorder() {
    let fits = String(repeating: "a", count: 151) + "€" + String(repeating: "b", count: 153)
    let crosses = String(repeating: "a", count: 152) + "€" + String(repeating: "b", count: 152)
    #expect(MessageSize(fits).units == 306)
    #expect(MessageSize(fits).parts == 2)
    #expect(MessageSize(crosses).units == 306)
    #expect(MessageSize(crosses).parts == 3)
  }

  @Test("a surrogate pair counts two and is never cut", arguments: [(35, 1), (36, 2), (66, 2), (67, 3)])
  func pairs(count: Int, parts: Int) {
    let size = MessageSize(String(repeating: "😀", count: count))
    #expect(size.units == count * 2)
    #expect(size.parts == parts)
  }

  @Test("one character outside the alphabet makes all of it UCS2")
  func oneOutsider() {
    #expect(MessageSize(String(repeating: "a", count: 69) + "я").parts == 1)
    #expect(MessageSize(String(repeating: "a", count: 70) + "я").parts == 2)
  }

  @Test("a national table is taken where it is allowed and saves")
  func national() {
    let text = String(repeating: "Işığı söndür. ", count: 10)
    #expect(MessageSize(text).encoding == .ucs2)
    #expect(MessageSize(text).parts == 3)
    let size = MessageSize(text, languages: [.spanish, .turkish])
    #expect(size.encoding == .gsm(GSMAlphabet(lockingShift: .turkish)))
    #expect(size.parts == 1)
    #expect(size.unitsPerPart == 155)
    #expect(MessageSize("hello", languages: [.turkish]).encoding == .gsm(.standard))
    #expect(MessageSize("привет", languages: NationalLanguage.allCases).encoding == .ucs2)
  }

  @Test("the single shift is enough for a little Spanish")
  func spanish() {
    let size = MessageSize("Adiós y mañana: " + String(repeating: "x", count: 100), languages: [.spanish])
    #expect(size.encoding == .gsm(GSMAlphabet(singleShift: .spanish)))
    #expect(size.units == 117)
    #expect(size.parts == 1)
  }

  @Test("both shifts leave 149 septets in a part of several")
  func bothShifts() {
    let text = String(repeating: "क1अA", count: 60)
    let size = MessageSize(text, languages: [.hindi])
    #expect(size.encoding == .gsm(GSMAlphabet(lockingShift: .hindi, singleShift: .hindi)))
    #expect(size.unitsPerPart == (140 - 12) * 8 / 7)
  }

  @Test("measuring in a demanded encoding refuses what it lacks")
  func demanded() {
    #expect(MessageSize("я", in: .gsm(.standard)) == nil)
    #expect(MessageSize("a", in: .octets) == nil)
    #expect(MessageSize("a", in: .ucs2)?.units == 1)
  }
}
