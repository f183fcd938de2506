/// Writes Unicode scalars as UTF-8 into the uninitialised storage of a new `String`.
struct ScalarWriter {
  private let output: UnsafeMutableBufferPointer<UInt8>
  /// The octets written.
  private(set) var count = 0

  init(_ output: UnsafeMutableBufferPointer<UInt8>) {
    self.output = output
  }

  /// Appends a scalar of the basic plane that is no surrogate. The caller has reserved three octets for it.
  @inline(__always)
  mutating func append(_ scalar: UInt16) {
    if scalar < 0x80 {
      put(UInt8(truncatingIfNeeded: scalar))
    } else if scalar < 0x800 {
      put(UInt8(truncatingIfNeeded: 0xC0 | scalar &>> 6))
      put(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
    } else {
      put(UInt8(truncatingIfNeeded: 0xE0 | scalar &>> 12))
      put(UInt8(truncatingIfNeeded: 0x80 | scalar &>> 6 & 0x3F))
      put(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
    }
  }

  /// Appends a scalar of the planes above the basic one. The caller has reserved four octets for it.
  mutating func appendSupplementary(_ scalar: UInt32) {
    put(UInt8(truncatingIfNeeded: 0xF0 | scalar &>> 18))
    put(UInt8(truncatingIfNeeded: 0x80 | scalar &>> 12 & 0x3F))
    put(UInt8(truncatingIfNeeded: 0x80 | scalar &>> 6 & 0x3F))
    put(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
  }

  @inline(__always)
  private mutating func put(_ octet: UInt8) {
    output[count] = octet
    count &+= 1
  }
}
