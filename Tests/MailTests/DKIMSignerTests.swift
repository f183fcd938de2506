import Mail
import Testing

/// The canonical forms have their vectors in RFC 6376 §3.4.5; that others accept the signatures is shown with dkimpy.
@Suite("DKIM signatures") struct DKIMSignerTests {
  /// Signs nothing and shows what it was given.
  private func given(_ mail: String) -> (header: String, body: String, signed: String)? {
    let seen = Seen()
    let signer = DKIMSigner(
      domain: "gw.test", selector: "s1", algorithm: .rsa,
      hash: {
        seen.body = $0
        return [0xFF]
      },
      sign: {
        seen.header = $0
        return [UInt8](repeating: 0xAA, count: 256)
      })
    guard let signed = signer.signed(Array(mail.utf8), at: 1_700_000_000) else { return nil }
    func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    return (text(seen.header), text(seen.body), text(signed))
  }

  private final class Seen: @unchecked Sendable {  // filled in before `signed` returns, on the same thread
    var header: [UInt8] = []
    var body: [UInt8] = []
  }

  @Test("header and body take the relaxed forms of RFC 6376 §3.4.5")
  func relaxed() throws {
    let seen = try #require(given("From: X \r\nSubject : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n"))
    #expect(seen.body == " C\r\nD E\r\n")
    #expect(seen.header.hasPrefix("from:X\r\nsubject:Y Z\r\ndkim-signature:v=1; a=rsa-sha256; c=relaxed/relaxed; "))
    #expect(seen.header.hasSuffix("t=1700000000; h=from: subject: from; bh=/w==; b="))
  }

  @Test("an empty body is empty, and one without a last line end gets it")
  func bodies() throws {
    #expect(try #require(given("From: a\r\n\r\n")).body == "")
    #expect(try #require(given("From: a\r\n\r\n\r\n\r\n")).body == "")
    #expect(try #require(given("From: a\r\n\r\nb")).body == "b\r\n")
  }

  @Test("the mail follows its signature unchanged, and no line is longer than 78")
  func signed() throws {
    let mail = "From: a\r\nTo: b\r\n\r\nc\r\n"
    let signed = try #require(given(mail)).signed
    #expect(signed.hasPrefix("DKIM-Signature: v=1; a=rsa-sha256;") && signed.hasSuffix(mail))
    #expect(signed.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 78 })
  }

  @Test("a key that fails signs nothing")
  func failing() {
    let signer = DKIMSigner(domain: "d", selector: "s", algorithm: .ed25519, hash: { $0 }, sign: { _ in nil })
    #expect(signer.signed(Array("From: a\r\n\r\n".utf8), at: 0) == nil)
  }
}
