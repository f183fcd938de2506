import COpenSSL

/// Random octets for keys, salts, nonces and identifiers.
package enum SecureRandom {
  /// Nothing comes back when the generator has no entropy, which a running Linux always has.
  package static func bytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: max(0, count))
    return RAND_bytes(&bytes, Int32(clamping: bytes.count)) == 1 ? bytes : []
  }
}
