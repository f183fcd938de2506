/// The SASL mechanisms this server speaks, strongest first: the order of the AUTH line.
package enum Mechanism: String, CaseIterable, Sendable {
  /// RFC 7677 with channel binding.
  case scramSHA256Plus = "SCRAM-SHA-256-PLUS"
  /// RFC 7677.
  case scramSHA256 = "SCRAM-SHA-256"
  /// RFC 4616.
  case plain = "PLAIN"
  /// Never standardised; Outlook and many devices speak nothing else.
  case login = "LOGIN"

  /// The server needs a verifier of the account (`SCRAMVerifier`); a hash made by scrypt is of no use.
  package var needsVerifier: Bool { self == .scramSHA256 || self == .scramSHA256Plus }
}
