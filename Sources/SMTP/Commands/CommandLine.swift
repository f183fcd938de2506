/// A command line taken apart: the verb and what follows it.
struct CommandLine: Equatable, Sendable {
  enum Content: Equatable, Sendable {
    case known(Verb)
    case unknown
    /// A first word that another protocol starts with, such as HTTP: somebody made a browser or a proxy talk to us.
    case foreign
  }

  let content: Content
  /// Without the space behind the verb and without spaces at the end.
  let argument: ArraySlice<UInt8>

  /// The longest line, CRLF included, for every verb but AUTH. RFC 5321 §4.5.3.1.4 asks for 512 and room for extensions.
  static let maximumLength = 2_048
  /// The longest base64 text of AUTH and its responses (RFC 4954 §4).
  static let maximumResponse = 12_288
  /// The longest line of AUTH: a response, the verb and the mechanism.
  static let maximumAuthLength = maximumResponse + maximumLength
  /// A line that is longer still is refused when its end comes within this many octets; otherwise the session ends.
  static let maximumSwallowed = 65_536

  private static let foreignWords: Set<String> = [
    "GET", "POST", "PUT", "HEAD", "CONNECT", "OPTIONS", "DELETE", "PATCH", "TRACE",
  ]

  /// `line` comes without its CRLF. Throws the reply to a line that is no text or too long.
  init(_ line: [UInt8]) throws(Reply) {
    let word = line.prefix { $0 != ASCII.space }
    let name = ASCII.keyword(word)
    let verb = name.flatMap { Verb(rawValue: $0) }
    let limit = verb == .auth ? Self.maximumAuthLength : Self.maximumLength
    guard line.count + 2 <= limit else { throw .lineTooLong }
    let isText = !line.contains(where: ASCII.isControl) && String(validating: line, as: UTF8.self) != nil
    if let verb {
      guard isText else { throw .badOctets }
      content = .known(verb)
    } else if let name, Self.foreignWords.contains(name) || (word.count > 1 && word.last == ASCII.colon) {
      content = .foreign
    } else {
      guard isText else { throw .badOctets }
      content = .unknown
    }
    argument = ASCII.trimmingTrailingSpaces(line[word.endIndex...].dropFirst())
  }
}
