/// What a server keeps of a password for SCRAM-SHA-256 (RFC 5802 §3): enough to check a client, not enough to be one.
package struct SCRAMVerifier: Equatable, Sendable {
  package let salt: [UInt8]
  /// At least 4096 (RFC 7677 §4).
  package let iterations: Int
  /// 32 octets.
  package let storedKey: [UInt8]
  /// 32 octets.
  package let serverKey: [UInt8]

  package init(salt: [UInt8], iterations: Int, storedKey: [UInt8], serverKey: [UInt8]) {
    self.salt = salt
    self.iterations = iterations
    self.storedKey = storedKey
    self.serverKey = serverKey
  }

  /// A verifier that no password fits, always the same for one name.
  static func decoy(user: String, cryptography: AuthCryptography) -> SCRAMVerifier {
    let salt = cryptography.hmac(cryptography.decoySecret, Array("salt ".utf8) + Array(user.utf8))
    let key = cryptography.hmac(cryptography.decoySecret, Array("key ".utf8) + Array(user.utf8))
    return SCRAMVerifier(salt: Array(salt.prefix(16)), iterations: 4_096, storedKey: key, serverKey: key)
  }
}
