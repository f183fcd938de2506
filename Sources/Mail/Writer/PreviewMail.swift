/// The answer to a mail to `number@preview.`: what would have been sent, and what was taken off. Nothing was sent.
package struct PreviewMail: Equatable, Sendable {
  /// Parts of the SMS.
  package var parts: Int
  /// Name of the coding: `GSM 7-bit`, `UCS-2`.
  package var coding: String
  /// Price with its currency, where known.
  package var price: String?
  /// The recipients, as shown to people.
  package var numbers: [String]
  /// The text and the account of its making.
  package var text: MailText

  /// A preview from its fields.
  package init(parts: Int, coding: String, price: String? = nil, numbers: [String], text: MailText) {
    self.parts = parts
    self.coding = coding
    self.price = price
    self.numbers = numbers
    self.text = text
  }

  /// The mail, as an answer to the one that asked.
  package func draft(
    from: MailAddress, to: MailAddress, date: MailDate, messageID: String, inReplyTo: String?
  ) -> MailDraft {
    var draft = MailDraft(from: from, to: [to], subject: subject, date: date, messageID: messageID, text: body)
    draft.inReplyTo = inReplyTo
    draft.references = [inReplyTo].compactMap { $0 }
    draft.autoSubmitted = .replied
    return draft
  }

  private var subject: String {
    let size = ["\(parts) part" + (parts == 1 ? "" : "s"), coding] + [price].compactMap { $0 }
    return "Preview: " + size.joined(separator: ", ")
  }

  private var body: String {
    var lines = ["To: " + numbers.joined(separator: ", "), "", text.text, ""]
    if !text.cuts.isEmpty { lines.append("Left out:") }
    for cut in text.cuts {
      lines.append("- \(cut.reason.words): " + cut.removed.split(separator: "\n").joined(separator: " / "))
    }
    lines += text.notes.map { "Note: " + $0.words }
    return lines.joined(separator: "\n")
  }
}

extension TextCut.Reason {
  /// In words for people.
  package var words: String {
    switch self {
    case .endMarker: "behind the end marker"
    case .outsideTags: "outside [text] and [/text]"
    case .signature: "signature"
    case .quote: "quoted message"
    case .mobileTail: "line of the mail program"
    case .prefix: "line that the account cuts"
    }
  }
}

extension MailNote {
  /// In words for people.
  package var words: String {
    let (form, values) = told
    return values.enumerated().reduce(form) { $0.replacing("{\($1.offset)}", with: $1.element) }
  }

  /// The words with `{0}`, `{1}` where values stand, and the values: for whoever tells it in another language.
  package var told: (form: String, values: [String]) {
    switch self {
    case .charsetRepaired(let label?, let used): (Self.forms[0], [label, used])
    case .charsetRepaired(nil, let used): (Self.forms[1], [used])
    case .unreadable(let octets): (Self.forms[2], ["\(octets)"])
    case .cutAtLimit(let octets): (Self.forms[3], ["\(octets)"])
    case .attachmentsDropped(let count): (Self.forms[4], ["\(count)"])
    case .subjectUsed: (Self.forms[5], [])
    }
  }

  /// All forms of ``told``.
  package static let forms = [
    "the charset {0} does not fit; {1} was used", "no charset is named; {0} was used",
    "octets that could not be read: {0}", "the text ends at the limit of {0} octets", "attachments left out: {0}",
    "the body is empty, so the Subject was used",
  ]
}
