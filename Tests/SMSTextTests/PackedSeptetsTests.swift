import SMSText
import Testing

struct PackedSeptetsTests {
  @Test(
    "known septets pack to their known octets",
    arguments: [
      ("hellohello", "E8329BFD4697D9EC37"), ("hello", "E8329BFD06"), ("", ""), ("@", "00"), ("1", "31"),
      ("It is easy to send text messages.", "493A283D0795C3F33C88FE06CDCB6E32885EC6D341EDF27C1E3E97E72E"),
    ])
  func vectors(text: String, octets: String) throws {
    let septets = try #require(GSMAlphabet.standard.encode(text))
    #expect(PackedSeptets.pack(septets) == hex(octets))
    #expect(PackedSeptets.unpack(hex(octets), count: septets.count) == septets)
  }

  @Test(
    "the first septet after a header begins at a septet border",
    arguments: [
      (0, 0), (1, 6), (2, 5), (3, 4), (4, 3), (5, 2), (6, 1), (7, 0), (8, 6),
    ])
  func fillBits(octets: Int, bits: Int) {
    #expect(PackedSeptets.fillBits(afterHeaderOf: octets) == bits)
  }

  @Test("generated septets come back behind any fill", arguments: 0...6)
  func roundTrips(fill: Int) {
    var generator = Generator(seed: UInt64(fill))
    for count in 0..<180 {
      let septets = generator.octets(count).map { $0 & 0x7F }
      let octets = PackedSeptets.pack(septets, fillBits: fill)
      #expect(octets.count == (count == 0 ? 0 : (count * 7 + fill + 7) / 8))
      #expect(PackedSeptets.unpack(octets, fillBits: fill, count: count) == septets)
    }
  }

  @Test("160 septets fill 140 octets, and 153 behind a header of six fill the rest")
  func limits() {
    #expect(PackedSeptets.pack([UInt8](repeating: 0x41, count: 160)).count == 140)
    #expect(PackedSeptets.pack([UInt8](repeating: 0x41, count: 153), fillBits: 1).count == 134)
    #expect(PackedSeptets.pack([UInt8](repeating: 0x41, count: 154), fillBits: 1).count == 135)
  }

  @Test("without a count, a zero septet that ends with the octets is padding and any other is text")
  func padding() {
    let seven = [UInt8](repeating: 0x41, count: 7)
    #expect(PackedSeptets.unpack(PackedSeptets.pack(seven)) == seven)
    #expect(PackedSeptets.unpack(PackedSeptets.pack(seven + [0x42])) == seven + [0x42])
    #expect(PackedSeptets.unpack(PackedSeptets.pack([0x41, 0x00])) == [0x41, 0x00])
    #expect(PackedSeptets.unpack(PackedSeptets.pack(seven + [0x00]), count: 8) == seven + [0x00])
  }

  @Test("a count past the octets, or a fill out of range, reads what there is")
  func hostileParameters() {
    #expect(PackedSeptets.unpack([0x31], count: 500) == [0x31])
    #expect(PackedSeptets.unpack([0x31], count: -1).isEmpty)
    #expect(PackedSeptets.unpack([] as [UInt8], fillBits: 6).isEmpty)
    #expect(PackedSeptets.unpack([0xFF], fillBits: 99).isEmpty)
    #expect(PackedSeptets.unpack([0xFE], fillBits: -5) == [0x7E])
  }
}
