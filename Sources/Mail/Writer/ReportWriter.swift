extension MailWriter {
  /// A report as `multipart/report` (RFC 6522, RFC 3464; RFC 6533 for addresses beyond ASCII): words, fields, the original.
  package static func write(_ report: DeliveryReport) -> [UInt8] {
    let original = ReturnedOriginal(report)
    let boundary = boundary(for: report.messageID, avoiding: original.bytes)
    var block = headers(of: draft(of: report))
    block.structured(
      "Content-Type",
      "multipart/report; report-type=\(report.isGlobal ? "global-delivery-status" : "delivery-status"); "
        + "boundary=\"\(boundary)\"")
    let delimiter = Array("--\(boundary)".utf8)
    var result = block.bytes + crlf
    for part in [words(of: report), status(of: report), original.part] where !part.isEmpty {
      result += delimiter + crlf + part
    }
    return result + delimiter + Array("--\r\n".utf8)
  }

  private static func draft(of report: DeliveryReport) -> MailDraft {
    let number = report.recipients.first?.number ?? ""
    var draft = MailDraft(
      from: report.from, to: [report.to],
      subject: report.language.subject(report.worst, number: number, others: max(0, report.recipients.count - 1)),
      date: report.date, messageID: report.messageID, text: "")
    draft.inReplyTo = report.originalMessageID
    draft.references = report.originalReferences + [report.originalMessageID].compactMap { $0 }
    draft.autoSubmitted = .replied
    draft.hop = report.hop
    return draft
  }

  /// `=_` can stand neither in quoted-printable nor in base64; the original is looked through.
  private static func boundary(for messageID: String, avoiding bytes: [UInt8]) -> String {
    let seed = "=_" + String(decoding: messageID.utf8.filter(ASCII.isAlphanumeric).prefix(40), as: UTF8.self)
    var boundary = seed
    var suffix = 0
    while suffix < 1000, ASCII.find(Array(boundary.utf8), in: bytes[...]) != nil {
      suffix += 1
      boundary = seed + "-\(suffix)"
    }
    return boundary
  }

  // MARK: Parts

  private static func words(of report: DeliveryReport) -> [UInt8] {
    var lines = [report.language.opening(report.worst), ""]
    for recipient in report.recipients {
      lines.append(recipient.number + ": " + recipient.reason.split(separator: "\n").joined(separator: " "))
    }
    var block = HeaderBlock()
    let body = textPart(lines.joined(separator: "\n"), &block)
    return block.bytes + crlf + body
  }

  private static func status(of report: DeliveryReport) -> [UInt8] {
    var content = HeaderBlock()
    content.structured("Content-Type", report.isGlobal ? "message/global-delivery-status" : "message/delivery-status")
    if report.isGlobal { content.structured("Content-Transfer-Encoding", "8bit") }
    var message = HeaderBlock()
    if let id = report.envelopeID { message.structured("Original-Envelope-Id", id) }
    message.structured("Reporting-MTA", "dns; " + report.gateway)
    if let arrival = report.arrival { message.structured("Arrival-Date", arrival.text) }
    return report.recipients.reduce(content.bytes + crlf + message.bytes) { bytes, recipient in
      bytes + crlf + fields(of: recipient, isGlobal: report.isGlobal)
    }
  }

  /// RFC 3464 §2.3, in its order.
  private static func fields(of recipient: DeliveryReport.Recipient, isGlobal: Bool) -> [UInt8] {
    var block = HeaderBlock()
    if let original = recipient.original {
      let typed = original.utf8.contains(ASCII.semicolon) ? original : "rfc822;" + original
      block.structured("Original-Recipient", typed, isUTF8: isGlobal)
    }
    let type = recipient.final.isASCII ? "rfc822; " : "utf-8; "
    block.structured("Final-Recipient", type + recipient.final.address, isUTF8: isGlobal)
    block.structured("Action", recipient.action.rawValue)
    block.structured("Status", code(of: recipient))
    if let diagnostic = recipient.diagnostic {
      block.structured("Diagnostic-Code", "x-sms; " + diagnostic, isUTF8: isGlobal)
    }
    if let moment = recipient.lastAttempt { block.structured("Last-Attempt-Date", moment.text) }
    if let moment = recipient.willRetryUntil, recipient.action == .delayed {
      block.structured("Will-Retry-Until", moment.text)
    }
    return block.bytes
  }

  /// RFC 3463 §2: the class must say the same as the action.
  private static func code(of recipient: DeliveryReport.Recipient) -> String {
    let pieces = recipient.status.utf8.split(separator: ASCII.dot, omittingEmptySubsequences: false)
    let digit =
      switch recipient.action {
      case .failed: "5"
      case .delayed: "4"
      case .delivered, .relayed: "2"
      }
    let isFine =
      pieces.count == 3 && pieces.allSatisfy { (1...3).contains($0.count) && $0.allSatisfy(ASCII.isDigit) }
      && Array(pieces[0]) == Array(digit.utf8)
    return isFine ? recipient.status : digit + ".0.0"
  }
}
