/// What a mail may cost us. The bounds are checked while reading, before anything of that size is kept.
package struct MailLimits: Equatable, Sendable {
  /// Levels of multipart and message/rfc822 inside each other; the outer message is level 1.
  package var depth = 20
  /// Parts of all levels together, the outer message included.
  package var parts = 200
  /// Octets of one header block, line ends included.
  package var headerBytes = 100 * 1024
  /// Lines of one header block, continuation lines included.
  package var headerLines = 1000
  /// Octets of a multipart boundary (RFC 2046 §5.1.1 allows 70).
  package var boundary = 256
  /// Encoded words (RFC 2047) in all header blocks together.
  package var encodedWords = 1000
  /// Octets of decoded text that are looked at; what follows is left out with a note.
  package var text = 64 * 1024
  /// Octets of decoded HTML that are looked at, since style sheets stand before the text.
  package var html = 256 * 1024

  /// The defaults.
  package init() {}
}
