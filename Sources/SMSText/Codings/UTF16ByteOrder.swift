/// Tells which octet of UTF-16 comes first when the sender may have it wrong.
package enum UTF16ByteOrder: Sendable, Hashable {
  /// As the coding demands: high octet first, no mark.
  case highFirst
  /// High octet first after a byte order mark of two octets.
  case markedHighFirst
  /// Low octet first, without a mark.
  case lowFirst
  /// Low octet first after a byte order mark of two octets.
  case markedLowFirst

  /// Judges the octets of a whole message.
  ///
  /// A mark decides. Without one the order is reversed only when that makes every unit an ordinary character of Latin
  /// and at most one other alphabet, while fewer than half of the units are ordinary as they stand. Fewer than
  /// three units prove nothing.
  package init(judging octets: some Collection<UInt8>) {
    var iterator = octets.makeIterator()
    switch (iterator.next(), iterator.next()) {
    case (0xFE, 0xFF): self = .markedHighFirst
    case (0xFF, 0xFE): self = .markedLowFirst
    default: self = Self.looksReversed(octets) ? .lowFirst : .highFirst
    }
  }

  private static func looksReversed(_ octets: some Collection<UInt8>) -> Bool {
    guard octets.count >= 6, octets.count % 2 == 0 else { return false }
    var ordinary = 0
    var script = Script.latin
    var iterator = octets.makeIterator()
    while let first = iterator.next(), let second = iterator.next() {
      let straight = UInt16(first) &<< 8 | UInt16(second)
      guard let other = Script(of: straight.byteSwapped) else { return false }
      if other != .latin {
        guard script == .latin || script == other else { return false }
        script = other
      }
      if Script(of: straight) != nil { ordinary += 1 }
    }
    return ordinary * 4 < octets.count
  }

  /// The alphabets that a short message is likely to be written in, by their blocks of Unicode.
  private enum Script {
    case latin, greek, cyrillic, armenian, hebrew, arabic, thai, georgian

    init?(of unit: UInt16) {
      switch unit {
      case 0x0A, 0x0D, 0x20...0x7E, 0xA0...0x17F, 0x2010...0x2027, 0x20AC, 0x2116: self = .latin
      case 0x0370...0x03FF: self = .greek
      case 0x0400...0x045F, 0x0490...0x04FF: self = .cyrillic
      case 0x0530...0x058F: self = .armenian
      case 0x0590...0x05FF: self = .hebrew
      case 0x0600...0x06FF: self = .arabic
      case 0x0E01...0x0E5B: self = .thai
      case 0x10A0...0x10FF: self = .georgian
      default: return nil
      }
    }
  }
}
