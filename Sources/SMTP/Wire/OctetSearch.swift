/// Searches that look at eight octets at a time.
enum OctetSearch {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// The first position at or after `start` with an octet below `bound` (1...128); nil when there is none.
  static func firstIndex(below bound: UInt8, in buffer: UnsafeRawBufferPointer, from start: Int) -> Int? {
    let limits = UInt64(bound) &* ones
    return firstIndex(in: buffer, from: start) { word in
      (word &- limits) & ~word & highs
    } matching: {
      $0 < bound
    }
  }

  /// The first position at or after `start` that holds `octet`; nil when there is none.
  static func firstIndex(of octet: UInt8, in buffer: UnsafeRawBufferPointer, from start: Int) -> Int? {
    let pattern = UInt64(octet) &* ones
    return firstIndex(in: buffer, from: start) { word in
      let difference = word ^ pattern
      return (difference &- ones) & ~difference & highs
    } matching: {
      $0 == octet
    }
  }

  /// In both patterns a borrow can only falsify octets after the first match, so the lowest bit that is set is exact.
  @inline(__always)
  private static func firstIndex(
    in buffer: UnsafeRawBufferPointer, from start: Int, marks: (UInt64) -> UInt64, matching: (UInt8) -> Bool
  ) -> Int? {
    var index = start
    while index &+ 8 <= buffer.count {
      let word = UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      let found = marks(word)
      if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
      index &+= 8
    }
    while index < buffer.count {
      if matching(buffer[index]) { return index }
      index &+= 1
    }
    return nil
  }
}
