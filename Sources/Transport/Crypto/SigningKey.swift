import COpenSSL

/// A private key that signs, read from a PEM file once: RSA with 1,024 bits or more (RFC 8301 §3.2), or Ed25519.
package final class SigningKey: @unchecked Sendable {  // threads may share an EVP_PKEY that nobody changes
  package enum Kind: Sendable {
    case rsa
    case ed25519
  }

  package let kind: Kind
  private let key: OpaquePointer

  /// - Throws: what is wrong with the file. A key with a pass phrase is not read: nobody is there to be asked.
  package init(file: String) throws(TLSFailure) {
    guard let bio = BIO_new_file(file, "r") else {
      throw TLSFailure(file: file, reason: "it cannot be read")
    }
    defer { BIO_free(bio) }
    guard let key = PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in 0 }, nil) else {
      throw TLSFailure(file: file, reason: "it is no private key in PEM without a pass phrase")
    }
    switch EVP_PKEY_get_base_id(key) {
    case EVP_PKEY_ED25519: kind = .ed25519
    case EVP_PKEY_RSA where EVP_PKEY_get_bits(key) >= 1_024: kind = .rsa
    default:
      EVP_PKEY_free(key)
      throw TLSFailure(file: file, reason: "neither an RSA key of 1024 bits or more nor an Ed25519 key")
    }
    self.key = key
  }

  deinit { EVP_PKEY_free(key) }

  /// The signature: of RSA with PKCS #1 v1.5 over SHA-256, of Ed25519 over the octets as they are. Nil when OpenSSL fails.
  package func sign(_ octets: [UInt8]) -> [UInt8]? {
    guard let context = EVP_MD_CTX_new() else { return nil }
    defer { EVP_MD_CTX_free(context) }
    guard EVP_DigestSignInit(context, nil, kind == .rsa ? EVP_sha256() : nil, nil, key) == 1 else { return nil }
    var count = 0
    guard EVP_DigestSign(context, nil, &count, octets, octets.count) == 1 else { return nil }
    var signature = [UInt8](repeating: 0, count: count)
    guard EVP_DigestSign(context, &signature, &count, octets, octets.count) == 1 else { return nil }
    return Array(signature.prefix(count))
  }
}
