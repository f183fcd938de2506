import SMTP
import Testing

/// AUTH (RFC 4954) and its mechanisms.
@Suite struct AuthenticationTests {
  /// Behind TLS after EHLO.
  static func ready(_ change: (inout SMTPSession.Settings) -> Void = { _ in }) -> Dialogue {
    var dialogue = Dialogue(.implicitTLS, change)
    dialogue.say("EHLO x")
    dialogue.actions = []
    return dialogue
  }

  static func base64(_ text: String) -> String { String(decoding: Base64.encode(Array(text.utf8)), as: UTF8.self) }

  static func asked(_ dialogue: Dialogue) -> [Credentials] {
    dialogue.actions.compactMap { if case .authenticate(_, let credentials) = $0 { credentials } else { nil } }
  }

  @Test(arguments: [true, false])
  func `PLAIN with and without an initial response`(byByte: Bool) {
    for lines in [["AUTH PLAIN \(Self.base64("\0user\0pass"))"], ["auth plain", Self.base64("user\0user\0pass")]] {
      var dialogue = Self.ready()
      for line in lines { dialogue.say(line, byByte: byByte) }
      #expect(dialogue.codes.last == "235 2.7.0")
      #expect(Self.asked(dialogue) == [Credentials(user: "user", password: Array("pass".utf8))])
      #expect(dialogue.session.authenticatedUser == "user")
      #expect(dialogue.say("AUTH PLAIN") == "503 5.5.1 Already authenticated")
      #expect(Dialogue.code(dialogue.say("MAIL FROM:<a@b>")) == "250 2.1.0")
    }
  }

  @Test func `LOGIN asks for name and password`() {
    var dialogue = Self.ready()
    #expect(dialogue.say("AUTH LOGIN") == "334 VXNlcm5hbWU6")
    #expect(dialogue.say(Self.base64("user")) == "334 UGFzc3dvcmQ6")
    #expect(dialogue.say(Self.base64("pass")) == "235 2.7.0 Authentication successful")
    var short = Self.ready()
    #expect(short.say("AUTH LOGIN \(Self.base64("user"))") == "334 UGFzc3dvcmQ6")
  }

  @Test(arguments: [
    (["AUTH PLAIN", "*"], "501 5.7.0"), (["AUTH PLAIN !!"], "501 5.5.2"), (["AUTH PLAIN", "YQ"], "501 5.5.2"),
    (["AUTH PLAIN ="], "501 5.5.2"), (["AUTH PLAIN YQ==YQ=="], "501 5.5.2"), (["AUTH PLAIN YR=="], "501 5.5.2"),
    (["AUTH"], "501 5.5.4"), (["AUTH CRAM-MD5"], "504 5.5.4"), (["AUTH SCRAM-SHA-256"], "504 5.5.4"),
    (["AUTH PLAIN", "\u{e9}"], "501 5.5.2"), (["AUTH LOGIN", "*"], "501 5.7.0"), (["AUTH PLAIN YQ== x"], "501 5.5.2"),
  ])
  func `What is malformed ends the exchange and not the session`(lines: [String], code: String) {
    var dialogue = Self.ready()
    for line in lines { dialogue.say(line) }
    #expect(dialogue.codes.last == code)
    #expect(dialogue.say("NOOP") == "250 2.0.0 Ok")
    #expect(Self.asked(dialogue).isEmpty)
  }

  @Test(arguments: ["\0\0pass", "other\0user\0pass"])
  func `Nobody may be nobody or act for somebody else`(response: String) {
    var dialogue = Self.ready()
    #expect(Dialogue.code(dialogue.say("AUTH PLAIN \(Self.base64(response))")) == "535 5.7.8")
  }

  @Test func `The third failure ends the session`() {
    var dialogue = Self.ready()
    dialogue.login = { _ in .refused }
    for _ in 0..<2 { dialogue.say("AUTH PLAIN AHVzZXIAcGFzcw==") }
    #expect(!dialogue.isClosed)
    dialogue.say("AUTH PLAIN AHVzZXIAcGFzcw==")
    #expect(dialogue.codes == ["535 5.7.8", "535 5.7.8", "535 5.7.8", "421 4.7.0"])
    #expect(dialogue.isClosed)
    #expect(dialogue.actions.filter { $0 == .authFailed(user: "user") }.count == 3)
  }

  @Test func `When nobody knows, the client may try again later`() {
    var dialogue = Self.ready()
    dialogue.login = { _ in .unavailable }
    #expect(Dialogue.code(dialogue.say("AUTH PLAIN AHVzZXIAcGFzcw==")) == "454 4.7.0")
    #expect(!dialogue.actions.contains(.authFailed(user: "user")))
  }

  @Test func `There is no AUTH before TLS, nor on the port for servers`() {
    var submission = Dialogue.greeted(.submission)
    #expect(submission.say("MAIL FROM:<a@b>") == "530 5.7.0 Must issue a STARTTLS command first")
    #expect(Dialogue.code(submission.say("AUTH PLAIN AHVzZXIAcGFzcw==")) == "538 5.7.11")
    var secured = Self.ready()
    #expect(secured.say("MAIL FROM:<a@b>") == "530 5.7.0 Authentication required")
    var mx = Dialogue.greeted()
    #expect(Dialogue.code(mx.say("AUTH PLAIN AHVzZXIAcGFzcw==")) == "502 5.5.1")
    var trusted = Dialogue.greeted(.submission) { $0.tolerance = .plaintextAuthentication }
    #expect(Dialogue.code(trusted.say("AUTH PLAIN AHVzZXIAcGFzcw==")) == "235 2.7.0")
  }

  @Test func `AUTH has no place in a transaction, and survives EHLO and RSET`() {
    var dialogue = Dialogue.greeted(.mx) { $0.tolerance = .plaintextAuthentication }
    dialogue.say("MAIL FROM:<a@b>")
    #expect(Dialogue.code(dialogue.say("AUTH PLAIN")) == "503 5.5.1")
    var user = Dialogue.authenticated()
    user.say("EHLO again")
    user.say("RSET")
    #expect(Dialogue.code(user.say("MAIL FROM:<a@b>")) == "250 2.1.0")
  }

  @Test(arguments: [(12_288, "535 5.7.8"), (12_292, "500 5.5.2")], [true, false])
  func `A response of 12288 octets is read, a longer one is not`(_ row: (length: Int, code: String), byByte: Bool) {
    var dialogue = Self.ready()
    dialogue.login = { _ in .refused }
    dialogue.say("AUTH PLAIN")
    let response = "\0u\0" + String(repeating: "p", count: row.length / 4 * 3 - 3)
    dialogue.say(Self.base64(response), byByte: byByte)
    #expect(dialogue.codes.last == row.code)
    #expect(dialogue.say("NOOP") == "250 2.0.0 Ok")
  }

  @Test func `A password is never printed`() {
    let credentials = Credentials(user: "user", password: Array("geheim".utf8))
    var dump = ""
    Swift.dump(credentials, to: &dump)
    for text in ["\(credentials)", String(reflecting: credentials), dump] {
      #expect(!text.contains("geheim") && !text.contains("103"))
    }
  }

  // RFC 7677 §3.
  static let salt = Base64.decode(Array("W22ZaJ0SNY7soEsUEjb6gQ==".utf8), limit: 64) ?? []

  /// The client's half of a SCRAM exchange, with the header and the octets to bind given.
  static func scram(
    _ dialogue: inout Dialogue, mechanism: String, password: String, header: String, binding: [UInt8] = []
  ) -> String {
    let bare = "n=user,r=rOprNGfwEbeRWgbNEkqO"
    let challenge = dialogue.say("AUTH \(mechanism) \(base64(header + bare))")
    guard let text = Base64.decode(Array(challenge.utf8.dropFirst(4)), limit: 4_096) else { return challenge }
    let first = String(decoding: text, as: UTF8.self)
    let fields = first.split(separator: ",").map { String($0.dropFirst(2)) }
    guard fields.count == 3, let salt = Base64.decode(Array(fields[1].utf8), limit: 64), let count = Int(fields[2])
    else {
      return challenge
    }
    let bound = String(decoding: Base64.encode(Array(header.utf8) + binding), as: UTF8.self)
    let final = "c=\(bound),r=\(fields[0])"
    let salted = SHA256.derive(Array(password.utf8), salt: salt, iterations: count)
    let key = SHA256.hmac(salted, Array("Client Key".utf8))
    let signature = SHA256.hmac(SHA256.hash(key), Array("\(bare),\(first),\(final)".utf8))
    let proof = String(decoding: Base64.encode(zip(key, signature).map { $0 ^ $1 }), as: UTF8.self)
    return dialogue.say(base64("\(final),p=\(proof)"))
  }

  static func scramReady(binding: ChannelBinding? = nil) -> Dialogue {
    var dialogue = Dialogue(.submission) {
      $0.mechanisms = Mechanism.allCases
      $0.cryptography = SHA256.cryptography(random: Array(0..<18))
    }
    dialogue.say("EHLO x")
    dialogue.say("STARTTLS")
    dialogue.feed(.tlsEstablished(TLSInfo(version: "TLSv1.3", cipher: "x", channelBinding: binding)))
    dialogue.say("EHLO x")
    dialogue.verifier = .found(SHA256.verifier(password: "pencil", salt: salt, iterations: 64))
    return dialogue
  }

  @Test func `The test vector of RFC 7677`() {
    var server = AuthenticationTests.scramReady()
    let cryptography = SHA256.cryptography(random: [])
    #expect(SHA256.hash(Array("abc".utf8)).prefix(4) == [0xBA, 0x78, 0x16, 0xBF])
    let verifier = SHA256.verifier(password: "pencil", salt: Self.salt, iterations: 4_096)
    let message =
      "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
      + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    let signature = Base64.encode(cryptography.hmac(verifier.serverKey, Array(message.utf8)))
    #expect(String(decoding: signature, as: UTF8.self) == "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")
    let reply = Self.scram(&server, mechanism: "SCRAM-SHA-256", password: "pencil", header: "n,,")
    #expect(reply.utf8.starts(with: "334 ".utf8))
    #expect(server.say("") == "235 2.7.0 Authentication successful")
    #expect(server.session.authenticatedUser == "user")
  }

  @Test(arguments: [SMTPSession.VerifierDecision.missing, nil])
  func `A wrong password and an unknown user read the same`(verifier: SMTPSession.VerifierDecision?) {
    var dialogue = Self.scramReady()
    if let verifier { dialogue.verifier = verifier }
    let reply = Self.scram(&dialogue, mechanism: "SCRAM-SHA-256", password: "wrong", header: "n,,")
    #expect(reply == "535 5.7.8 Authentication credentials invalid")
    #expect(dialogue.actions.contains(.authFailed(user: "user")))
  }

  @Test func `Channel binding`() {
    let binding = ChannelBinding(name: "tls-exporter", data: Array(1...32))
    for (mechanism, header, data, code) in [
      ("SCRAM-SHA-256-PLUS", "p=tls-exporter,,", binding.data, "334"),
      ("SCRAM-SHA-256-PLUS", "p=tls-exporter,,", [9], "535 5.7.8"),
      ("SCRAM-SHA-256-PLUS", "n,,", [], "535 5.7.8"), ("SCRAM-SHA-256-PLUS", "p=tls-unique,,", [], "535 5.7.8"),
      ("SCRAM-SHA-256", "y,,", [], "535 5.7.8"), ("SCRAM-SHA-256", "n,,", [], "334"),
      ("SCRAM-SHA-256", "p=tls-exporter,,", binding.data, "535 5.7.8"),
    ] {
      var dialogue = Self.scramReady(binding: binding)
      let reply = Self.scram(&dialogue, mechanism: mechanism, password: "pencil", header: header, binding: data)
      #expect(Dialogue.code(reply) == code, "\(mechanism) \(header)")
    }
    var unbound = Self.scramReady()
    #expect(Dialogue.code(unbound.say("AUTH SCRAM-SHA-256-PLUS")) == "504 5.5.4")
    #expect(
      Self.scram(&unbound, mechanism: "SCRAM-SHA-256", password: "pencil", header: "y,,").utf8.starts(with: "334".utf8))
  }
}
