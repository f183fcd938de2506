/// A reply of the server (RFC 5321 §4.2): a code, for most replies an enhanced status, and one or more lines of text.
///
///     S: 550 5.7.1 Relaying denied
///
/// It is also the error that the parsers of this module throw: what is wrong is what the client is told.
package struct Reply: Error, Equatable, Hashable, Sendable {
  /// Three digits, 200...599; other numbers become 451, so that a wrong one can never read as success.
  package let code: Int
  /// Nil where RFC 2034 §4 wants none: the banner, EHLO, 3yz.
  package let status: EnhancedStatus?
  /// At least one line; each is sanitised and folded when the reply is encoded.
  package let lines: [String]

  package init(_ code: Int, status: EnhancedStatus? = nil, lines: [String]) {
    self.code = (200...599).contains(code) ? code : 451
    self.status = status
    self.lines = lines.isEmpty ? [""] : lines
  }

  /// A reply of one line with the enhanced status class.`subject`.`detail`, where the class is the first digit of `code`.
  package init(_ code: Int, _ subject: Int, _ detail: Int, _ text: String) {
    self.init(code, status: EnhancedStatus(subject, detail), lines: [text])
  }

  /// The command did what it was asked to do, or may go on (2yz, 3yz).
  package var isPositive: Bool { code < 400 }
  /// The client may try again later (4yz).
  package var isTemporary: Bool { code >= 400 && code < 500 }

  /// The enhanced status with its class, such as `5.7.1`; nil when the reply has none.
  package var statusText: String? {
    status.map { "\(code / 100).\($0.subject).\($0.detail)" }
  }

  /// The same reply with another text.
  package func with(text: String) -> Reply { Reply(code, status: status, lines: [text]) }
}
