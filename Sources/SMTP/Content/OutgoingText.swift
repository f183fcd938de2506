/// Checks and prepares message text that this gateway itself sends.
package enum OutgoingText {
  /// Every line ends with CRLF, and there is no bare CR, bare LF or NUL (RFC 5321 §2.3.8).
  package static func isClean(_ octets: [UInt8]) -> Bool {
    var previous: UInt8 = ASCII.lf
    for octet in octets {
      if octet == ASCII.nul { return false }
      if (octet == ASCII.lf) != (previous == ASCII.cr) && (octet == ASCII.lf || previous == ASCII.cr) { return false }
      previous = octet
    }
    return octets.isEmpty || (previous == ASCII.lf && octets.count >= 2)
  }

  /// `octets` with a dot before each dot that starts a line (RFC 5321 §4.5.2), and the line that ends the data. The text must be clean.
  package static func dotStuffed(_ octets: [UInt8]) -> [UInt8] {
    var stuffed: [UInt8] = []
    stuffed.reserveCapacity(octets.count + 16)
    var startsLine = true
    for octet in octets {
      if startsLine, octet == ASCII.dot { stuffed.append(ASCII.dot) }
      stuffed.append(octet)
      startsLine = octet == ASCII.lf
    }
    stuffed.append(contentsOf: [ASCII.dot, ASCII.cr, ASCII.lf])
    return stuffed
  }
}
