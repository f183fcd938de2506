/// The text to send, and the account of what became of the rest of the mail.
package struct MailText: Equatable, Sendable {
  /// Where the text was found.
  package enum Source: Equatable, Sendable {
    /// A text/plain part (or one of an unknown text subtype).
    case plain
    /// A text/html part.
    case html
    /// The summary of a text/calendar part.
    case calendar
    /// The Subject.
    case subject
    /// Nowhere: body and Subject hold nothing visible. Answered `554 5.6.0`.
    case none
  }

  /// Lines separated by LF, composed, without invisible characters. Empty only if the source is `none`.
  package var text: String
  /// Where it was found.
  package var source: Source
  /// What was taken off, in the order of the cuts.
  package var cuts: [TextCut] = []
  /// What else a person should be told.
  package var notes: [MailNote] = []
  /// http and https addresses of links in HTML, at most five: a Viber button needs one.
  package var links: [String] = []

  /// A text from its fields.
  package init(text: String, source: Source, notes: [MailNote] = [], links: [String] = []) {
    self.text = text
    self.source = source
    self.notes = notes
    self.links = links
  }

  /// What was noted and what was taken off, each as in ``MailNote/told``; `{0:word}` is the place of a word of ours.
  package var remarks: [(form: String, values: [String])] {
    notes.map(\.told)
      + cuts.map { cut in
        (Self.leftOut, [cut.reason.words, cut.removed.split(separator: "\n").joined(separator: " / ")])
      }
  }

  /// The form of a remark about a cut.
  package static let leftOut = "left out ({0:word}): {1}"
}

/// A stretch of text that was not sent.
package struct TextCut: Equatable, Sendable {
  /// Why a stretch was taken off.
  package enum Reason: String, Equatable, Sendable, CaseIterable {
    /// It stood behind an end marker.
    case endMarker
    /// It stood outside `[text]…[/text]`.
    case outsideTags
    /// RFC 3676 §4.3 signature.
    case signature
    /// A quoted message.
    case quote
    /// The line a mobile mail program adds.
    case mobileTail
    /// It began with a prefix that the account lists.
    case prefix
  }

  /// Why.
  package var reason: Reason
  /// Its beginning, at most 200 characters.
  package var removed: String

  /// A cut; the text is shortened here.
  package init(reason: Reason, removed: String) {
    self.reason = reason
    self.removed = String(String.UnicodeScalarView(removed.unicodeScalars.prefix(200)))
  }
}

/// What happened on the way to the text, apart from cuts.
package enum MailNote: Equatable, Sendable {
  /// The charset label was missing or wrong; this charset was used.
  case charsetRepaired(label: String?, used: String)
  /// So many octets could not be read and stand as U+FFFD.
  case unreadable(octets: Int)
  /// The text was longer than the limit (octets) and ends there.
  case cutAtLimit(Int)
  /// So many attachments stayed behind.
  case attachmentsDropped(Int)
  /// The text comes from the Subject because the body is empty.
  case subjectUsed
}
