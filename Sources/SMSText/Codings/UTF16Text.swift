/// UCS2 as it is used: UTF-16, high octet first, pairs for what lies beyond the basic plane.
package enum UTF16Text {
  /// The text of the octets. A surrogate without its partner and a single last octet become U+FFFD each.
  package static func decode(_ octets: some Collection<UInt8>, lowOctetFirst: Bool = false) -> String {
    octets.withContiguousStorageIfAvailable { decode(buffer: $0, lowOctetFirst: lowOctetFirst) }
      ?? Array(octets).withUnsafeBufferPointer { decode(buffer: $0, lowOctetFirst: lowOctetFirst) }
  }

  private static func decode(buffer: UnsafeBufferPointer<UInt8>, lowOctetFirst: Bool) -> String {
    let units = buffer.count / 2
    let high = lowOctetFirst ? 1 : 0
    // Three octets of UTF-8 for each unit (a pair takes four of its six), and for the odd octet.
    return String(unsafeUninitializedCapacity: (units &+ 1) &* 3) { output in
      var writer = ScalarWriter(output)
      var lead: UInt16?
      for index in 0..<units {
        let unit = UInt16(buffer[index &* 2 &+ high]) &<< 8 | UInt16(buffer[index &* 2 &+ 1 &- high])
        if let first = lead {
          lead = nil
          if UTF16.isTrailSurrogate(unit) {
            writer.appendSupplementary(0x10000 &+ (UInt32(first & 0x3FF) &<< 10 | UInt32(unit & 0x3FF)))
            continue
          }
          writer.append(0xFFFD)
        }
        if UTF16.isLeadSurrogate(unit) {
          lead = unit
        } else {
          writer.append(UTF16.isTrailSurrogate(unit) ? 0xFFFD : unit)
        }
      }
      if lead != nil { writer.append(0xFFFD) }
      if buffer.count % 2 == 1 { writer.append(0xFFFD) }
      return writer.count
    }
  }

  /// The octets of a text, high octet first.
  package static func encode(_ text: String) -> [UInt8] {
    var text = text
    return text.withUTF8 { utf8 in
      // No scalar takes more octets of UTF-16 than twice its octets of UTF-8.
      [UInt8](unsafeUninitializedCapacity: utf8.count &* 2) { output, written in
        func put(_ unit: UInt32) {
          output[written] = UInt8(truncatingIfNeeded: unit &>> 8)
          output[written &+ 1] = UInt8(truncatingIfNeeded: unit)
          written &+= 2
        }
        var reader = ScalarReader(utf8)
        while let scalar = reader.next() {
          if scalar < 0x10000 {
            put(scalar)
          } else {
            put(0xD800 | (scalar &- 0x10000) &>> 10)
            put(0xDC00 | scalar & 0x3FF)
          }
        }
      }
    }
  }
}
