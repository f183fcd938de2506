/// Reads the Unicode scalars of valid UTF-8 without the cost of `String.unicodeScalars`.
struct ScalarReader {
  private let utf8: UnsafeBufferPointer<UInt8>
  private var offset = 0

  /// - Parameter utf8: the storage of a `String`, so valid by construction; a cut sequence ends the reading.
  init(_ utf8: UnsafeBufferPointer<UInt8>) {
    self.utf8 = utf8
  }

  /// The next scalar, nil at the end.
  @inline(__always)
  mutating func next() -> UInt32? {
    guard offset < utf8.count else { return nil }
    let lead = UInt32(utf8[offset])
    offset &+= 1
    if lead < 0x80 { return lead }
    if lead < 0xE0 { return trail(lead & 0x1F, 1) }
    if lead < 0xF0 { return trail(lead & 0x0F, 2) }
    return trail(lead & 0x07, 3)
  }

  @inline(__always)
  private mutating func trail(_ lead: UInt32, _ count: Int) -> UInt32? {
    guard offset &+ count <= utf8.count else { return nil }
    var value = lead
    for _ in 0..<count {
      value = value &<< 6 | UInt32(utf8[offset] & 0x3F)
      offset &+= 1
    }
    return value
  }
}
