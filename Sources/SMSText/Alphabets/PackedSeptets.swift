/// Septets packed eight to seven octets, least significant bit first (3GPP TS 23.038 §6.1.2.1).
package enum PackedSeptets {
  /// The zero bits that bring the first septet after a user data header to a septet boundary (3GPP TS 23.040 §9.2.3.24).
  ///
  /// - Parameter headerOctets: the whole header, its length octet included; 0 without a header.
  package static func fillBits(afterHeaderOf headerOctets: Int) -> Int {
    let overhang = (headerOctets &* 8) % 7
    return overhang <= 0 ? 0 : 7 - overhang
  }

  /// Packs septets, one an octet (the high bit is dropped), after `fillBits` (0 to 6) zero bits.
  package static func pack(_ septets: some Collection<UInt8>, fillBits: Int = 0) -> [UInt8] {
    let fill = clamp(fillBits)
    var octets: [UInt8] = []
    octets.reserveCapacity((septets.count &* 7 &+ fill &+ 7) / 8)
    var pending: UInt32 = 0
    var bits = UInt32(fill)
    for septet in septets {
      pending |= UInt32(septet & 0x7F) &<< bits
      bits &+= 7
      while bits >= 8 {
        octets.append(UInt8(truncatingIfNeeded: pending))
        pending &>>= 8
        bits &-= 8
      }
    }
    if bits > 0, !septets.isEmpty { octets.append(UInt8(truncatingIfNeeded: pending)) }
    return octets
  }

  /// Unpacks octets that begin with `fillBits` (0 to 6) bits to be passed over.
  ///
  /// - Parameter count: the number of septets where the sender told it. Without it, every whole septet is read, and a
  ///   last one of zero that ends with the last octet is taken for padding: eight septets fill seven octets exactly, so
  ///   seven septets and an eighth "@" cannot be told apart.
  package static func unpack(_ octets: some Collection<UInt8>, fillBits: Int = 0, count: Int? = nil) -> [UInt8] {
    let fill = clamp(fillBits)
    let whole = max(0, octets.count &* 8 &- fill) / 7
    let wanted = min(max(count ?? whole, 0), whole)
    var septets: [UInt8] = []
    septets.reserveCapacity(wanted)
    var pending: UInt32 = 0
    var bits = -fill
    for octet in octets {
      if bits < 0 {
        pending = UInt32(octet) &>> UInt32(fill)
        bits &+= 8
      } else {
        pending |= UInt32(octet) &<< UInt32(bits)
        bits &+= 8
      }
      while bits >= 7, septets.count < wanted {
        septets.append(UInt8(pending & 0x7F))
        pending &>>= 7
        bits &-= 7
      }
      if septets.count >= wanted { break }
    }
    let exact = (octets.count &* 8 &- fill) % 7 == 0
    if count == nil, exact, septets.last == 0 { septets.removeLast() }
    return septets
  }

  private static func clamp(_ fillBits: Int) -> Int { min(max(fillBits, 0), 6) }
}
