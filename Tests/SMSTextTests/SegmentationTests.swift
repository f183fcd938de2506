import SMSText
import Testing

struct SegmentationTests {
  @Test("a text that fits is one part without a header")
  func single() throws {
    let segmentation = try Segmentation("Hello €", reference: .eightBit(1))
    #expect(segmentation.parts == [.init(header: nil, body: hex("48656C6C6F201B65"))])
    #expect(segmentation.parts.first?.octets == hex("48656C6C6F201B65"))
    #expect(segmentation.dataCoding == DataCoding(0))
  }

  @Test("an empty text is one empty part")
  func empty() throws {
    #expect(try Segmentation("", reference: .eightBit(1)).parts == [.init(header: nil, body: [])])
  }

  @Test("parts carry their place in front of the septets")
  func headers() throws {
    let segmentation = try Segmentation(String(repeating: "a", count: 161), reference: .eightBit(0xAB))
    #expect(segmentation.parts.map(\.octets.count) == [159, 14])
    #expect(segmentation.parts.map { Array($0.octets.prefix(7)) } == [hex("050003AB020161"), hex("050003AB020261")])
    let wide = try Segmentation(String(repeating: "я", count: 71), reference: .sixteenBit(0xBEEF))
    #expect(wide.parts.map { Array($0.octets.prefix(9)) } == [hex("060804BEEF0201044F"), hex("060804BEEF0202044F")])
    #expect(wide.parts.map(\.octets.count) == [139, 17])
    #expect(wide.dataCoding == DataCoding(8))
  }

  @Test(
    "a part on the air never exceeds 140 octets",
    arguments: [
      Concatenation.Reference.eightBit(1), .sixteenBit(1),
    ])
  func fitsTheAir(reference: Concatenation.Reference) throws {
    for text in ["a", "€", "я", "😀", "ş", "अ", "क1"].map({ String(repeating: $0, count: 400) }) {
      let segmentation = try Segmentation(text, reference: reference, languages: NationalLanguage.allCases)
      for part in segmentation.parts {
        let header = part.header?.octetCount ?? 0
        let body: Int
        if case .gsm = segmentation.size.encoding {
          body = PackedSeptets.pack(part.body, fillBits: part.header?.fillBits ?? 0).count
        } else {
          body = part.body.count
        }
        #expect(header + body <= 140)
      }
    }
  }

  @Test("parts agree with the size, cut no pair, and join to the text", arguments: 0..<40)
  func roundTrips(seed: UInt64) throws {
    var generator = Generator(seed: seed)
    let repertoires: [[Unicode.Scalar]] = [
      Array("abc @€[]~".unicodeScalars), Array("абв😀€".unicodeScalars), Array("ışĞ€a^".unicodeScalars),
      Array("😀".unicodeScalars),
    ]
    for repertoire in repertoires {
      let text = generator.text(Int.random(in: 0...900, using: &generator), from: repertoire)
      let reference: Concatenation.Reference = seed.isMultiple(of: 2) ? .eightBit(9) : .sixteenBit(999)
      let segmentation = try Segmentation(text, reference: reference, languages: [.turkish])
      #expect(segmentation.size == MessageSize(text, languages: [.turkish], reference: reference))
      #expect(segmentation.parts.count == segmentation.size.parts)
      var alone = ""
      var joined = ConcatenatedParts(total: UInt8(segmentation.parts.count))
      for (index, part) in segmentation.parts.enumerated() {
        // Each part decodes by itself: nothing was cut.
        alone += segmentation.dataCoding.decode(part.body, profile: strict, header: part.header)?.text ?? ""
        let number = part.header?.concatenation?.number ?? 1
        #expect(number == UInt8(index + 1))
        _ = joined?.add(number, part.body)
      }
      #expect(sameScalars(alone, text))
      let header = segmentation.parts.first?.header
      let whole = segmentation.dataCoding.decode(joined?.joined ?? [], profile: strict, header: header)?.text
      #expect(sameScalars(whole, text))
    }
  }

  private let strict = CodingProfile(repairs: false)

  @Test("150 euro signs are two parts, the first of 152 septets")
  func euros() throws {
    let segmentation = try Segmentation(String(repeating: "€", count: 150), reference: .eightBit(1))
    #expect(segmentation.parts.map(\.body.count) == [152, 148])
  }

  @Test("255 parts can be sent, 256 cannot")
  func mostParts() throws {
    let longest = String(repeating: "a", count: 153 * 255)
    #expect(try Segmentation(longest, reference: .eightBit(1)).parts.count == 255)
    #expect(throws: SegmentationError.tooManyParts(256)) {
      try Segmentation(longest + "a", reference: .eightBit(1))
    }
    #expect(throws: SegmentationError.tooManyParts(256)) {
      try Segmentation(octets: [UInt8](repeating: 0, count: 134 * 255 + 1), reference: .eightBit(1))
    }
  }

  @Test("a demanded encoding is used, or refused")
  func demanded() throws {
    #expect(try Segmentation("abc", reference: .eightBit(1), encoding: .ucs2).dataCoding == DataCoding(8))
    #expect(throws: SegmentationError.unencodable) {
      try Segmentation("я", reference: .eightBit(1), encoding: .gsm(.standard))
    }
    #expect(throws: SegmentationError.unencodable) { try Segmentation("a", reference: .eightBit(1), encoding: .octets) }
  }

  @Test("binary content is cut anywhere")
  func binary() throws {
    let octets = Generator(seed: 1).bytes(300)
    let segmentation = try Segmentation(octets: octets, reference: .eightBit(7), messageClass: .phone)
    #expect(segmentation.parts.map(\.body.count) == [134, 134, 32])
    #expect(segmentation.parts.flatMap(\.body) == octets)
    #expect(segmentation.dataCoding == DataCoding(0xF5))
  }

  @Test("a class is asked for in the coding")
  func classes() throws {
    #expect(try Segmentation("a", reference: .eightBit(1), messageClass: .flash).dataCoding == DataCoding(0xF0))
    #expect(try Segmentation("я", reference: .eightBit(1), messageClass: .flash).dataCoding == DataCoding(0x18))
  }

  @Test("a single part of a national language carries the shift alone")
  func nationalSingle() throws {
    let segmentation = try Segmentation("ığ", reference: .eightBit(1), languages: [.turkish])
    #expect(segmentation.dataCoding == DataCoding(8) || segmentation.parts.first?.header?.lockingShift == .turkish)
    let longer = try Segmentation(String(repeating: "ığ", count: 40), reference: .eightBit(1), languages: [.turkish])
    #expect(longer.parts.map(\.octets).first?.prefix(4) == hex("03250101")[...])
  }
}

extension Generator {
  fileprivate func bytes(_ count: Int) -> [UInt8] {
    var copy = self
    return copy.octets(count)
  }
}
