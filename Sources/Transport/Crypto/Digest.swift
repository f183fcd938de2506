import COpenSSL

/// A hash function of OpenSSL, over bytes that are all there.
package enum Digest: Sendable {
  case sha256
  /// For CRAM-MD5 and provider signatures that ask for it; protects nothing.
  case md5
  /// For provider signatures that ask for it; protects little.
  case sha1

  /// The hash: 32, 16 or 20 octets. Empty only when OpenSSL refuses the algorithm (FIPS mode and MD5).
  package func hash(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let input = Array(bytes)
    var output = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    guard EVP_Digest(input, input.count, &output, &count, algorithm, nil) == 1 else { return [] }
    return Array(output.prefix(Int(count)))
  }

  /// The keyed hash (RFC 2104).
  package func authenticationCode(_ bytes: some Collection<UInt8>, key: [UInt8]) -> [UInt8] {
    let input = Array(bytes)
    // OpenSSL takes a null key as "the key of last time"; zeros at the end of a key change nothing (RFC 2104 §2).
    let key = key.isEmpty ? [0] : key
    var output = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    guard HMAC(algorithm, key, Int32(clamping: key.count), input, input.count, &output, &count) != nil else {
      return []
    }
    return Array(output.prefix(Int(count)))
  }

  /// The password stretched by PBKDF2 (RFC 8018 §5.2), as SCRAM wants it.
  package func stretched(_ password: [UInt8], salt: [UInt8], iterations: Int, count: Int) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: max(1, count))
    let done = password.withUnsafeBytes { raw in
      PKCS5_PBKDF2_HMAC(
        raw.assumingMemoryBound(to: CChar.self).baseAddress, Int32(clamping: raw.count), salt,
        Int32(clamping: salt.count), Int32(clamping: max(1, iterations)), algorithm, Int32(clamping: output.count),
        &output)
    }
    return done == 1 ? Array(output.prefix(count)) : []
  }

  private var algorithm: OpaquePointer? {
    switch self {
    case .sha256: EVP_sha256()
    case .md5: EVP_md5()
    case .sha1: EVP_sha1()
    }
  }
}

/// Compares secrets without telling by its duration where they differ; lengths may be known.
package func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
  a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
}
