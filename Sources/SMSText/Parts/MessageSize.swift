/// How long a text is on the air: what it is charged by. Computing it allocates nothing for ordinary text.
package struct MessageSize: Sendable, Equatable {
  /// The encoding chosen: the GSM alphabet if it has all the characters, else UCS2.
  package let encoding: SegmentEncoding
  /// The septets, UTF-16 units or octets of the whole text. A character of the extension table counts two.
  package let units: Int
  /// The short messages it takes, at least 1. More than 255 cannot be sent as one message.
  package let parts: Int
  /// The units that one part holds: 160, 70 or 140 for a single one, less with the header of a part.
  package let unitsPerPart: Int

  /// Measures a text.
  ///
  /// - Parameters:
  ///   - languages: the national languages whose shift tables may be used. A table is taken where the default alphabet
  ///     lacks a character and the table makes fewer parts than UCS2 would.
  ///   - reference: the reference that parts would carry; only its width matters here.
  package init(
    _ text: String, languages: [NationalLanguage] = [], reference: Concatenation.Reference = .eightBit(0)
  ) {
    if let size = MessageSize(text, in: .gsm(.standard), reference: reference) {
      self = size
      return
    }
    var best = MessageSize(utf16: text, reference: reference)
    for alphabet in Self.alphabets(of: languages) {
      guard let size = MessageSize(text, in: .gsm(alphabet), reference: reference) else { continue }
      if size.parts < best.parts || (size.parts == best.parts && size.octets < best.octets) { best = size }
    }
    self = best
  }

  /// Measures a text in one encoding; nil when that does not have all its characters, and for `octets`.
  package init?(_ text: String, in encoding: SegmentEncoding, reference: Concatenation.Reference = .eightBit(0)) {
    switch encoding {
    case .octets: return nil
    case .ucs2: self.init(utf16: text, reference: reference)
    case .gsm(let alphabet):
      var counter = PartCounter(encoding, reference)
      var text = text
      guard text.withUTF8({ counter.count($0, in: alphabet) }) else { return nil }
      self.init(encoding, counter)
    }
  }

  /// Measures binary content of so many octets.
  package init(octets: Int, reference: Concatenation.Reference = .eightBit(0)) {
    var counter = PartCounter(.octets, reference)
    counter.addPlain(max(0, octets))
    self.init(.octets, counter)
  }

  private init(utf16 text: String, reference: Concatenation.Reference) {
    var counter = PartCounter(.ucs2, reference)
    var text = text
    text.withUTF8 { counter.countUTF16($0) }
    self.init(.ucs2, counter)
  }

  private init(_ encoding: SegmentEncoding, _ counter: PartCounter) {
    self.encoding = encoding
    units = counter.units
    parts = counter.units <= counter.single ? 1 : counter.parts
    unitsPerPart = counter.units <= counter.single ? counter.single : counter.multiple
  }

  /// The octets on the air, for comparing encodings.
  private var octets: Int {
    switch encoding {
    case .gsm: (units * 7 + 7) / 8
    case .ucs2: units * 2
    case .octets: units
    }
  }

  /// Each way to use the tables of the languages: the single shift alone, the locking shift alone, both.
  private static func alphabets(of languages: [NationalLanguage]) -> [GSMAlphabet] {
    languages.filter { $0 != .gsm }.flatMap { language in
      let single = GSMAlphabet(singleShift: language)
      guard language.hasLockingShift else { return [single] }
      return [
        single, GSMAlphabet(lockingShift: language), GSMAlphabet(lockingShift: language, singleShift: language),
      ]
    }
  }
}
