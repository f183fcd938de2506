import Mail

/// Mails of several sizes read into headers and parts.
struct MailMeasure {
  let seconds: Double

  func run() {
    for kibibytes in [1, 10, 100, 1_000] {
      let mail = Self.mail(of: kibibytes << 10)
      do throws(MailFault) {
        use(try MailReader.read(mail))
      } catch {
        Output.error("a mail of \(kibibytes) KiB does not read: \(error)")
        continue
      }
      let watch = Stopwatch(seconds: seconds) { use(try? MailReader.read(mail)) }
      Row(name: "MIME, \(kibibytes) KiB", unit: "mail", octets: mail.count, watch: watch).print(seconds: seconds)
    }
  }

  /// A text in quoted-printable beside an attachment in Base64 that makes up the size.
  private static func mail(of size: Int) -> [UInt8] {
    let head = """
      From: =?utf-8?q?B=C3=BCro?= <office@example.test>\r
      To: 375291234567@sms.example.test\r
      Subject: =?utf-8?b?0JfQsNC60LDQtw==?=\r
      Date: Sat, 21 Nov 2026 12:00:00 +0000\r
      Message-ID: <1@example.test>\r
      MIME-Version: 1.0\r
      Content-Type: multipart/mixed; boundary=cut\r
      \r
      --cut\r
      Content-Type: text/plain; charset=utf-8\r
      Content-Transfer-Encoding: quoted-printable\r
      \r
      Your order =E2=84=96 4711 has been sent and comes tomorrow before 12 o'clock.\r
      --cut\r
      Content-Type: application/pdf; name=order.pdf\r
      Content-Transfer-Encoding: base64\r
      \r

      """
    let line = Array((String(repeating: "QUJD", count: 19) + "\r\n").utf8)
    var mail = Array(head.utf8)
    while mail.count < size - line.count - 16 { mail += line }
    return mail + Array("\r\n--cut--\r\n".utf8)
  }
}
