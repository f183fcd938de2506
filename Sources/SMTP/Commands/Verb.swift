/// The commands this server knows by name.
package enum Verb: String, CaseIterable, Sendable {
  case ehlo = "EHLO"
  case helo = "HELO"
  case lhlo = "LHLO"
  case mail = "MAIL"
  case rcpt = "RCPT"
  case data = "DATA"
  case bdat = "BDAT"
  case rset = "RSET"
  case noop = "NOOP"
  case quit = "QUIT"
  case help = "HELP"
  case vrfy = "VRFY"
  case expn = "EXPN"
  case starttls = "STARTTLS"
  case auth = "AUTH"
  case xclient = "XCLIENT"
  case send = "SEND"
  case soml = "SOML"
  case saml = "SAML"
  case turn = "TURN"
  case etrn = "ETRN"

  /// Nothing may be buffered behind this command (RFC 2920 §3.1): its answer changes what the client may say next.
  /// QUIT is left out, because whatever follows it is never looked at.
  var endsGroup: Bool {
    switch self {
    case .ehlo, .helo, .lhlo, .data, .noop, .vrfy, .expn, .starttls, .auth, .xclient, .turn: true
    case .mail, .rcpt, .bdat, .rset, .quit, .help, .send, .soml, .saml, .etrn: false
    }
  }

  /// Commands that do no work for the client; beyond a budget they count as errors.
  var isIdle: Bool {
    switch self {
    case .noop, .rset, .vrfy, .ehlo, .helo, .lhlo, .expn, .help: true
    case .mail, .rcpt, .data, .bdat, .quit, .starttls, .auth, .xclient, .send, .soml, .saml, .turn, .etrn: false
    }
  }
}
