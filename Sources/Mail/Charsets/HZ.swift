/// HZ (RFC 1843), which iconv does not know: GB 2312 in 7-bit octets between `~{` and `~}`.
enum HZ {
  /// The same text as GB 18030 octets.
  static func toGB18030(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var isShifted = false
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let next: UInt8? = index + 1 < bytes.count ? bytes[index + 1] : nil
      if byte == 0x7E, let next, let shifted = escape(next, &result, isShifted) {
        isShifted = shifted
        index += 2
      } else if isShifted, byte > 0x20, byte < 0x7F, let next, next > 0x20, next < 0x7F {
        result += [byte | 0x80, next | 0x80]
        index += 2
      } else {
        // A line end ends the shift (RFC 1843 §2).
        if byte == ASCII.lf { isShifted = false }
        result.append(byte)
        index += 1
      }
    }
    return result
  }

  private static func escape(_ byte: UInt8, _ result: inout [UInt8], _ isShifted: Bool) -> Bool? {
    switch byte {
    case 0x7B: return true
    case 0x7D: return false
    case 0x7E where !isShifted:
      result.append(0x7E)
      return false
    case ASCII.lf where !isShifted: return false
    default: return nil
    }
  }
}
