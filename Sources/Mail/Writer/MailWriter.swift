/// Writes mails (RFC 5322, RFC 2045): every line ends in CRLF, no line is longer than 998 octets, no value can start a header.
package enum MailWriter {
  /// Name of the header that carries ``MailDraft/hop``.
  package static let hopHeader = "X-Passerelle-Id"

  /// A mail of one text part.
  package static func write(_ draft: MailDraft) -> [UInt8] {
    var block = headers(of: draft)
    let part = textPart(draft.text, &block)
    return block.bytes + crlf + part
  }

  static let crlf: [UInt8] = [ASCII.cr, ASCII.lf]

  /// Everything but the content fields.
  static func headers(of draft: MailDraft) -> HeaderBlock {
    var block = HeaderBlock()
    block.structured("Date", draft.date.text)
    block.addresses("From", [draft.from])
    block.addresses("To", draft.to)
    if let replyTo = draft.replyTo { block.addresses("Reply-To", [replyTo]) }
    block.text("Subject", draft.subject)
    block.messageIDs("Message-ID", [draft.messageID])
    block.messageIDs("In-Reply-To", [draft.inReplyTo].compactMap { $0 })
    block.messageIDs("References", draft.references)
    block.structured("Auto-Submitted", draft.autoSubmitted.rawValue)
    if draft.suppressesAnswers { block.structured("X-Auto-Response-Suppress", "All") }
    if let hop = draft.hop { block.structured(hopHeader, hop) }
    block.structured("MIME-Version", "1.0")
    return block
  }

  /// Adds the content fields and answers the encoded text.
  static func textPart(_ text: String, _ block: inout HeaderBlock) -> [UInt8] {
    let body = BodyEncoding.encode(text)
    block.structured("Content-Type", "text/plain; charset=utf-8")
    block.structured("Content-Transfer-Encoding", body.name)
    return body.bytes
  }
}
