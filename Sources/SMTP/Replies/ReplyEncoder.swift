/// Writes replies: every line at most 512 octets with its CRLF (RFC 5321 §4.5.3.1.5), the same code and enhanced status on
/// each, and nothing in the text that could start a line of its own.
enum ReplyEncoder {
  /// The longest line with its CRLF.
  static let maximumLine = 512
  /// Lines of one reply; what is beyond is dropped.
  static let maximumLines = 64

  /// Appends `reply` to `output`; `utf8` says that SMTPUTF8 is in force and the text may hold more than ASCII (RFC 6531 §3.7.4).
  static func append(_ reply: Reply, utf8: Bool, to output: inout [UInt8]) {
    let prefix = reply.statusText.map { [UInt8](($0 + " ").utf8) } ?? []
    let room = maximumLine - 6 - prefix.count
    let lines = reply.lines.flatMap { fold(sanitised($0, utf8: utf8), room: room) }.prefix(maximumLines)
    for (index, line) in lines.enumerated() {
      output.append(contentsOf: String(reply.code).utf8)
      output.append(index == lines.count - 1 ? ASCII.space : ASCII.hyphen)
      output.append(contentsOf: prefix)
      output.append(contentsOf: line)
      output.append(ASCII.cr)
      output.append(ASCII.lf)
    }
  }

  private static func sanitised(_ text: String, utf8: Bool) -> [UInt8] {
    var octets: [UInt8] = []
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x20...0x7E: octets.append(UInt8(truncatingIfNeeded: scalar.value))
      case 0x09: octets.append(ASCII.space)
      case 0xA0... where utf8 && !isLineSeparator(scalar):
        octets.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
      default: octets.append(0x3F)
      }
    }
    return octets
  }

  private static func isLineSeparator(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value == 0x2028 || scalar.value == 0x2029
  }

  private static func fold(_ octets: [UInt8], room: Int) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var rest = octets[...]
    while rest.count > room {
      var cut = rest.startIndex + room
      while cut > rest.startIndex + room - 4, rest[cut] & 0xC0 == 0x80 { cut -= 1 }
      pieces.append(rest[..<cut])
      rest = rest[cut...]
    }
    pieces.append(rest)
    return pieces
  }
}
