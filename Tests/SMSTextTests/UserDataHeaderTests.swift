import SMSText
import Testing

struct UserDataHeaderTests {
  @Test("a part with an eight-bit reference is read and the text behind it is left")
  func eightBit() throws {
    let (header, body) = try UserDataHeader.split(hex("0500032A0302") + [0x41, 0x42])
    #expect(header.concatenation == Concatenation(reference: .eightBit(0x2A), total: 3, number: 2))
    #expect(body == [0x41, 0x42])
    #expect(header.octetCount == 6)
    #expect(header.fillBits == 1)
    #expect(header.encoded == hex("0500032A0302"))
  }

  @Test("a part with a sixteen-bit reference is read")
  func sixteenBit() throws {
    let (header, body) = try UserDataHeader.split(hex("060804BEEF0401"))
    #expect(header.concatenation == Concatenation(reference: .sixteenBit(0xBEEF), total: 4, number: 1))
    #expect(body.isEmpty)
    #expect(header.fillBits == 0)
  }

  @Test("references of different width are different references")
  func widths() {
    #expect(Concatenation.Reference.eightBit(1) != .sixteenBit(1))
  }

  @Test("ports, national shifts and unknown elements are read, and unknown ones kept")
  func otherElements() throws {
    let elements = hex("050423F40001 040290 91 240101 250103 70021122")
    let (header, body) = try UserDataHeader.split([UInt8(elements.count)] + elements + [0x7A])
    #expect(header.ports == ApplicationPorts(destination: 0x90, source: 0x91))
    #expect(header.singleShift == .turkish)
    #expect(header.lockingShift == .portuguese)
    #expect(header.alphabet == GSMAlphabet(lockingShift: .portuguese, singleShift: .turkish))
    #expect(header.elements.last == UserDataHeader.Element(0x70, [0x11, 0x22]))
    #expect(header.concatenation == nil)
    #expect(body == [0x7A])
    #expect(header.encoded == [UInt8(elements.count)] + elements)
  }

  @Test("sixteen-bit ports keep both halves")
  func widePorts() throws {
    let (header, _) = try UserDataHeader.split(hex("06050423F4C351"))
    #expect(header.ports == ApplicationPorts(destination: 0x23F4, source: 0xC351))
  }

  @Test("of repeated elements the last one counts")
  func repeated() throws {
    let (header, _) = try UserDataHeader.split(hex("0B 0003010201 0804000A0302"))
    #expect(header.concatenation == Concatenation(reference: .sixteenBit(10), total: 3, number: 2))
  }

  @Test(
    "a place that counts from zero or past its total is ignored",
    arguments: ["0500032A0000", "0500032A0300", "0500032A0304", "0608040001 0001"])
  func senselessPlace(octets: String) throws {
    let (header, _) = try UserDataHeader.split(hex(octets))
    #expect(header.concatenation == nil)
    #expect(header.elements.count == 1)
  }

  @Test("an unknown language is no shift")
  func unknownLanguage() throws {
    let (header, _) = try UserDataHeader.split(hex("0624010E2501FF"))
    #expect(header.singleShift == .gsm)
    #expect(header.lockingShift == .gsm)
    #expect(header.alphabet == .standard)
  }

  @Test("a header of no elements is a header")
  func empty() throws {
    let (header, body) = try UserDataHeader.split([0x00, 0x41])
    #expect(header.elements.isEmpty)
    #expect(body == [0x41])
    #expect(header.encoded == [0x00])
  }

  @Test(
    "bad lengths are told apart",
    arguments: [
      ("", .missing),
      ("05", .headerCut(declared: 5, available: 0)),
      ("0500032A03", .headerCut(declared: 5, available: 4)),
      ("FF00032A0302", .headerCut(declared: 255, available: 5)),
      ("0100", .elementCut(identifier: 0, declared: nil, available: 0)),
      ("0400032A03", .elementCut(identifier: 0, declared: 3, available: 2)),
      ("0370FF00", .elementCut(identifier: 0x70, declared: 255, available: 1)),
      ("0400022A03", .elementLength(identifier: 0, declared: 2, demanded: 3)),
      ("0508032A0302", .elementLength(identifier: 8, declared: 3, demanded: 4)),
      ("022400", .elementLength(identifier: 0x24, declared: 0, demanded: 1)),
      ("0504030000 00", .elementLength(identifier: 4, declared: 3, demanded: 2)),
    ] as [(String, UserDataHeaderError)])
  func badLengths(octets: String, error: UserDataHeaderError) {
    #expect(throws: error) { try UserDataHeader.split(hex(octets)) }
  }

  @Test("a header cut at any point is refused, never read as something else")
  func everyTruncation() throws {
    let elements = hex("0003070301 050423F40001 2401 01 250103 7003AABBCC")
    let octets = [UInt8(elements.count)] + elements
    _ = try UserDataHeader.split(octets)
    for length in 0..<octets.count {
      #expect(throws: UserDataHeaderError.self) { try UserDataHeader.split(Array(octets.prefix(length))) }
    }
    // The same cuts with a length octet that agrees: whole elements remain, or the cut one is named.
    for length in 1..<octets.count {
      let cut = [UInt8(length - 1)] + octets[1..<length]
      let borders = [1, 6, 12, 15, 18]
      if borders.contains(length) {
        #expect(try UserDataHeader.split(cut).header.octetCount == length)
      } else {
        #expect(throws: UserDataHeaderError.self) { try UserDataHeader.split(cut) }
      }
    }
  }

  @Test("generated headers come back, and generated octets never trap")
  func generated() throws {
    var generator = Generator(seed: 7)
    for _ in 0..<2_000 {
      let count = Int.random(in: 0...5, using: &generator)
      let header = UserDataHeader(
        (0..<count).map { _ in
          let length = Int.random(in: 0...20, using: &generator)
          return UserDataHeader.Element(UInt8.random(in: 0x26...0xFF, using: &generator), generator.octets(length))
        })
      let encoded = try #require(header.encoded)
      #expect(try UserDataHeader.split(encoded + [1, 2, 3]).header == header)
      let noise = generator.octets(Int.random(in: 0...40, using: &generator))
      if let (header, body) = try? UserDataHeader.split(noise) {
        #expect((header.encoded ?? []) + body == noise)
      }
    }
  }

  @Test("a header of 256 octets is written, one of 257 is not")
  func longest() {
    func header(_ last: Int) -> UserDataHeader {
      UserDataHeader([.init(0x70, [UInt8](repeating: 0, count: 200)), .init(0x71, [UInt8](repeating: 0, count: last))])
    }
    #expect(header(51).encoded?.count == 256)
    #expect(header(52).encoded == nil)
    #expect(UserDataHeader([.init(0x70, [UInt8](repeating: 0, count: 256))]).encoded == nil)
  }
}
