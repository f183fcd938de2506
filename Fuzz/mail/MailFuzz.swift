import Mail

/// Any octets as a mail: reading, choosing the text, listing attachments, looking for signals and reporting on it must end without a trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMail(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  readMail(bytes)
  readOrders(bytes)
  readAddress(bytes)
  return 0
}

private func readMail(_ bytes: [UInt8]) {
  guard let mail = try? MailReader.read(bytes) else { return }
  let text = mail.text()
  precondition(text.text.utf8.count <= mail.limits.text * 4)
  _ = mail.text(.untrimmed)
  _ = mail.attachments
  _ = mail.picture(limit: 10_000)
  _ = mail.csv(limit: 10_000)
  _ = mail.loopSignals()
  _ = mail.authenticationResults(from: "gw")
  report(on: mail, subject: mail.headers.text("subject") ?? text.text)
}

/// What was read from a stranger goes into a mail of ours, which must stay one mail with its own fields.
private func report(on mail: MailMessage, subject: String) {
  guard let address = MailAddress("postmaster@gw.example.test") else { return }
  var recipient = DeliveryReport.Recipient(
    number: subject, final: address, action: .failed, status: subject, reason: subject)
  recipient.diagnostic = subject
  var report = DeliveryReport(
    gateway: "gw", from: address, to: address, date: MailDate(seconds: 0), messageID: "1@gw", recipients: [recipient])
  report.originalMessageID = mail.messageID
  report.original = mail.bytes
  report.returned = .full
  var limits = MailLimits()
  limits.depth = 1000
  limits.parts = 100_000
  limits.encodedWords = .max
  limits.headerBytes = .max
  limits.headerLines = .max
  limits.boundary = .max
  guard let again = try? MailReader.read(MailWriter.write(report), limits: limits) else { return }
  precondition(again.root.children.count == (mail.bytes.isEmpty ? 2 : 3))
  precondition(again.headers.count("subject") == 1)
}

private func readOrders(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  _ = try? SMSCDialect.parse(text)
  _ = try? ClickatellDialect.parse(text)
  _ = ReplyToken.verify(text, now: 0) { $0 }
}

private func readAddress(_ bytes: [UInt8]) {
  let pieces = bytes.prefix(400).split(separator: 0x40, maxSplits: 1).map { String(decoding: $0, as: UTF8.self) }
  guard let local = pieces.first else { return }
  _ = try? SMSAddress.parse(localPart: local, domain: pieces.last ?? "", ownDomains: ["gw", "viber.gw"])
  _ = try? SMSAddress.parse(localPart: local, domain: "gw", ownDomains: ["gw"])
}
