// Reads any octets as a short message of every coding, with and without a user data header, and cuts what was read into
// parts again. The first octet chooses the account's meanings; a trap, or a part that does not come back, is a finding.

/// What the parts of a text decode to when they are joined.
private func rejoined(_ segmentation: Segmentation) -> String? {
  guard var parts = ConcatenatedParts(total: UInt8(truncatingIfNeeded: segmentation.parts.count)) else { return nil }
  for (index, part) in segmentation.parts.enumerated() {
    guard let octets = part.header?.encoded else {
      _ = parts.add(UInt8(truncatingIfNeeded: index &+ 1), part.body)
      continue
    }
    guard let (header, body) = try? UserDataHeader.split(octets + part.body) else { return nil }
    _ = parts.add(header.concatenation?.number ?? 1, body)
  }
  let header = segmentation.parts.first?.header
  let profile = CodingProfile(repairs: false)
  return segmentation.dataCoding.decode(parts.joined, profile: profile, header: header)?.text
}

private func recut(_ text: String, _ reference: Concatenation.Reference) {
  guard let segmentation = try? Segmentation(text, reference: reference, languages: [.turkish, .hindi, .spanish]) else {
    return
  }
  let back = rejoined(segmentation)
  precondition(back?.utf8.elementsEqual(text.utf8) == true, "parts do not join to the text")
}

private func read(_ octets: [UInt8], _ coding: UInt8, _ profile: CodingProfile, _ header: UserDataHeader?) {
  guard let decoded = DataCoding(coding).decode(octets, profile: profile, header: header) else { return }
  recut(decoded.text, coding & 1 == 0 ? .eightBit(coding) : .sixteenBit(UInt16(coding)))
  if let plain = GSMSubstitution.apply(to: decoded.text) {
    precondition(GSMAlphabet.standard.encode(plain) != nil, "a plain form is outside the alphabet")
  }
  _ = DataCoding(coding).encode(decoded.text, profile: profile)
}

/// The entry point that libFuzzer calls with each input; always 0.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSMSText(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: data, count: size))
  guard let choice = input.first, size <= 1024 else { return 0 }
  let meanings = CodingProfile.Meaning.allCases
  let profile = CodingProfile(
    coding0: meanings[Int(choice & 0x0F) % meanings.count], coding1: meanings[Int(choice >> 4 & 7) % meanings.count],
    repairs: choice & 0x80 == 0)
  let octets = Array(input.dropFirst())
  for coding: UInt8 in [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 13, 14, 0x0F, 0x18, 0xC8, 0xE8, 0xF0, 0xF4] {
    read(octets, coding, profile, nil)
  }
  if let (header, body) = try? UserDataHeader.split(octets) {
    precondition((header.encoded ?? []) + body == octets, "a header does not come back")
    read(body, 0, profile, header)
    read(body, 8, profile, header)
  }
  return 0
}
