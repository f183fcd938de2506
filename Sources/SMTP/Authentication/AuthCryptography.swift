/// The cryptography that SCRAM needs, handed in so that this module links none.
package struct AuthCryptography: Sendable {
  /// HMAC-SHA-256 of a message under a key: 32 octets.
  package let hmac: @Sendable (_ key: [UInt8], _ message: [UInt8]) -> [UInt8]
  /// SHA-256: 32 octets.
  package let hash: @Sendable (_ message: [UInt8]) -> [UInt8]
  /// Whether two arrays are the same, in a time that does not tell where they differ.
  package let isEqual: @Sendable (_ left: [UInt8], _ right: [UInt8]) -> Bool
  /// Octets from a secure generator.
  package let random: @Sendable (_ count: Int) -> [UInt8]
  /// A secret of the installation: unknown users get a salt derived from it, always the same for one name, so that a stranger
  /// cannot tell them from real ones (RFC 5802 §9 leaves this to the server).
  package let decoySecret: [UInt8]

  package init(
    hmac: @escaping @Sendable ([UInt8], [UInt8]) -> [UInt8],
    hash: @escaping @Sendable ([UInt8]) -> [UInt8],
    isEqual: @escaping @Sendable ([UInt8], [UInt8]) -> Bool,
    random: @escaping @Sendable (Int) -> [UInt8],
    decoySecret: [UInt8]
  ) {
    self.hmac = hmac
    self.hash = hash
    self.isEqual = isEqual
    self.random = random
    self.decoySecret = decoySecret
  }
}
