import Mail

/// Mails that several suites read.
enum Samples {
  /// Lines joined by CRLF, as octets of UTF-8.
  static func bytes(_ lines: [String]) -> [UInt8] { Array(lines.joined(separator: "\r\n").utf8) }

  /// A mail with these header lines and this body.
  static func mail(_ headers: [String], _ body: [UInt8]) -> [UInt8] {
    bytes(headers) + Array("\r\n\r\n".utf8) + body
  }

  /// The text of a mail with a text/plain body in UTF-8.
  static func plainText(_ body: String, _ settings: TextSettings = TextSettings()) throws -> MailText {
    try MailReader.read(mail(["Content-Type: text/plain; charset=utf-8"], Array(body.utf8))).text(settings)
  }

  /// The text of a mail with an HTML body in UTF-8.
  static func htmlText(_ body: String, _ settings: TextSettings = TextSettings()) throws -> MailText {
    try MailReader.read(mail(["Content-Type: text/html; charset=utf-8"], Array(body.utf8))).text(settings)
  }

  static let alternative = bytes([
    "Return-Path: <anna@shop.example.test>",
    "Received: from mx (mx [192.0.2.1]) by gw.example.test; Mon, 05 Jan 2026 10:00:00 +0300",
    "From: =?UTF-8?B?0JDQvdC90LA=?= <anna@shop.example.test>",
    "To: 375291234567@sms.example.test",
    "Subject: =?koi8-r?Q?=F3=D2=CF=DE=CE=CF?=",
    "Message-ID: <1@shop.example.test>",
    "MIME-Version: 1.0",
    "Content-Type: multipart/mixed; boundary=outer",
    "",
    "This is a multi-part message in MIME format.",
    "--outer",
    "Content-Type: multipart/alternative; boundary=\"in ner\"",
    "",
    "--in ner",
    "Content-Type: text/plain; charset=koi8-r",
    "Content-Transfer-Encoding: quoted-printable",
    "",
    "=F0=D2=C9=D7=C5=D4, =",
    "=CD=C9=D2!",
    "--in ner",
    "Content-Type: text/html; charset=utf-8",
    "Content-Transfer-Encoding: base64",
    "",
    "PHA+SFRNTDwvcD4=",
    "--in ner--",
    "--outer",
    "Content-Type: image/png; name=logo.png",
    "Content-Disposition: attachment; filename*0*=utf-8''%D0%BB%D0%BE; filename*1*=%D0%B3%D0%BE; filename*2=.png",
    "Content-Transfer-Encoding: base64",
    "",
    "iVBORw0KGgo=",
    "--outer",
    "Content-Type: message/rfc822",
    "",
    "Subject: inside",
    "Content-Type: text/plain",
    "",
    "inner text",
    "--outer--",
    "epilogue",
  ])
}
