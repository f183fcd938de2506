/// How the text of a mail is chosen and trimmed, for each account.
package struct TextSettings: Equatable, Sendable {
  /// What the Subject is used for.
  package enum SubjectUse: Equatable, Sendable {
    /// Text only if the body holds none.
    case ifBodyEmpty
    /// In front of the body, on a line of its own.
    case prepend
    /// The only text; the body is ignored.
    case only
    /// Nothing.
    case never
  }

  /// What the Subject is used for.
  package var subject = SubjectUse.ifBodyEmpty
  /// Words that are taken out of the Subject before it is used, such as a token that stands there.
  package var subjectWords: [String] = []
  /// Everything from the first of these on is cut. A marker inside a longer run of its last character (`###`) does not count.
  /// `$$` is the other usual one.
  package var endMarkers = ["##"]
  /// Whether `[text]…[/text]` marks the text.
  package var textTags = true
  /// Whether an RFC 3676 §4.3 signature is cut.
  package var signature = true
  /// Whether quoted messages are cut.
  package var quotes = true
  /// Whether the lines of mobile mail programs are cut.
  package var mobileTails = true
  /// Lines that begin with one of these cut themselves and what follows.
  package var cutPrefixes: [String] = []
  /// What 8-bit text without a label is.
  package var unlabelled = UnlabelledCharset.guess

  /// The defaults: cut too little rather than too much.
  package init() {}

  /// Nothing is trimmed: for bodies in which an order is written.
  package static var untrimmed: TextSettings {
    var settings = TextSettings()
    settings.endMarkers = []
    settings.textTags = false
    settings.signature = false
    settings.quotes = false
    settings.mobileTails = false
    return settings
  }
}
