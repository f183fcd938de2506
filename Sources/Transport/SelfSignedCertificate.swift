import COpenSSL
import Glibc

/// A certificate that nobody but us vouches for, so that TLS works before a real one is there.
package enum SelfSignedCertificate {
  /// Writes a new P-256 key (mode 0600) and a certificate for the name, good for two years, as PEM; makes their folders.
  ///
  /// - Throws: the file that could not be written, or that OpenSSL would not.
  package static func write(name: String, certificateFile: String, keyFile: String) throws(TLSFailure) {
    guard let key = makeKey(), let certificate = X509_new() else {
      throw TLSFailure(file: keyFile, reason: "OpenSSL made no key")
    }
    defer {
      EVP_PKEY_free(key)
      X509_free(certificate)
    }
    fill(certificate, name: name, key: key)
    guard X509_sign(certificate, key, EVP_sha256()) > 0 else {
      throw TLSFailure(file: certificateFile, reason: "OpenSSL signed nothing")
    }
    try save(to: keyFile, mode: 0o600) { PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) == 1 }
    try save(to: certificateFile, mode: 0o644) { PEM_write_bio_X509($0, certificate) == 1 }
  }

  private static func makeKey() -> OpaquePointer? {
    guard let context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nil) else { return nil }
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    guard EVP_PKEY_keygen_init(context) > 0,
      EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1) > 0,
      EVP_PKEY_keygen(context, &key) > 0
    else { return nil }
    return key
  }

  private static func fill(_ certificate: OpaquePointer, name: String, key: OpaquePointer) {
    X509_set_version(certificate, 2)
    let serial = SecureRandom.bytes(8).reduce(Int(0)) { $0 &<< 8 | Int($1) } & .max
    ASN1_INTEGER_set_int64(X509_get_serialNumber(certificate), Int64(serial))
    X509_gmtime_adj(X509_getm_notBefore(certificate), -86_400)
    X509_gmtime_adj(X509_getm_notAfter(certificate), 730 * 86_400)
    X509_set_pubkey(certificate, key)
    let subject = X509_get_subject_name(certificate)
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, Array(name.utf8), Int32(name.utf8.count), -1, 0)
    X509_set_issuer_name(certificate, subject)
    if let names = X509V3_EXT_conf_nid(nil, nil, NID_subject_alt_name, "DNS:\(name)") {
      X509_add_ext(certificate, names, -1)
      X509_EXTENSION_free(names)
    }
  }

  private static func save(
    to file: String, mode: mode_t, _ write: (OpaquePointer?) -> Bool
  ) throws(TLSFailure) {
    var made = file.hasPrefix("/") ? "/" : ""
    for piece in file.split(separator: "/").dropLast() {
      made += (made.isEmpty || made == "/" ? "" : "/") + piece
      mkdir(made, 0o755)
    }
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL, mode)
    guard descriptor >= 0 else { throw TLSFailure(file: file, reason: String(cString: strerror(errno))) }
    let bio = BIO_new_fd(descriptor, BIO_CLOSE)
    defer { BIO_free(bio) }
    guard write(bio) else { throw TLSFailure(file: file, reason: "it could not be written") }
  }
}
