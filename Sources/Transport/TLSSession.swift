import COpenSSL

/// One TLS connection between memory buffers: ciphertext goes in and out as bytes, no socket is known here.
/// Confined to the loop of its connection.
final class TLSSession {
  /// The largest record and its header, rounded.
  static let recordSize = 16 << 10

  enum Handshake: Equatable {
    case done
    case wantsMore
    case failed(String)
  }

  enum Reading: Equatable {
    /// That many bytes of plaintext are in the buffer.
    case bytes(Int)
    /// The peer's close_notify.
    case closed
    case failed(String)
  }

  private let ssl: OpaquePointer
  /// Keeps what OpenSSL's callbacks point at.
  private let handle: TLSHandle
  private let input: OpaquePointer
  private let output: OpaquePointer
  private let isServer: Bool
  private(set) var isEstablished = false

  init?(_ handle: TLSHandle, role: TLSContext.Role, serverName: String?, verifyName: Bool) {
    guard let ssl = SSL_new(handle.context) else { return nil }
    guard let input = BIO_new(BIO_s_mem()), let output = BIO_new(BIO_s_mem()) else {
      SSL_free(ssl)
      return nil
    }
    self.ssl = ssl
    self.handle = handle
    self.input = input
    self.output = output
    isServer = role == .server
    SSL_set_bio(ssl, input, output)
    // An empty input means "later", not the end of the stream.
    _ = BIO_ctrl(input, BIO_C_SET_BUF_MEM_EOF_RETURN, -1, nil)
    if isServer {
      SSL_set_accept_state(ssl)
    } else {
      SSL_set_connect_state(ssl)
      guard let serverName, verifyName else { return }
      guard passerelle_set_host(ssl, serverName, IPAddress(serverName) == nil ? 0 : 1) == 1 else { return nil }
    }
  }

  deinit { SSL_free(ssl) }

  func feed(_ bytes: UnsafeRawBufferPointer) {
    _ = BIO_write(input, bytes.baseAddress, Int32(clamping: bytes.count))
  }

  func handshake() -> Handshake {
    switch passerelle_handshake(ssl) {
    case PASSERELLE_TLS_DONE:
      isEstablished = true
      return .done
    case PASSERELLE_TLS_WANTS_MORE: return .wantsMore
    default: return .failed(reason)
    }
  }

  /// Plaintext into the buffer; `nil` when there is none until more is fed.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Reading? {
    var count = 0
    switch passerelle_read(ssl, buffer.baseAddress, buffer.count, &count) {
    case PASSERELLE_TLS_DONE: return .bytes(count)
    case PASSERELLE_TLS_WANTS_MORE: return nil
    case PASSERELLE_TLS_CLOSED: return .closed
    default: return .failed(reason)
    }
  }

  /// Encrypts all of it; false when TLS is broken. A memory buffer takes everything.
  func write(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { plain in
      var done = 0
      while done < plain.count {
        var count = 0
        let result = passerelle_write(ssl, plain.baseAddress?.advanced(by: done), plain.count - done, &count)
        guard result == PASSERELLE_TLS_DONE else { return false }
        done += count
      }
      return true
    }
  }

  /// Says that no more will be written (RFC 8446 §6.1); once.
  func closeNotify() {
    guard isEstablished, SSL_get_shutdown(ssl) & SSL_SENT_SHUTDOWN == 0 else { return }
    ERR_clear_error()
    _ = SSL_shutdown(ssl)
  }

  var hasOutput: Bool {
    var data: UnsafeRawPointer?
    return passerelle_bio_data(output, &data) > 0
  }

  /// Appends what TLS has for the wire.
  func takeOutput(into wire: inout [UInt8]) {
    var data: UnsafeRawPointer?
    let count = passerelle_bio_data(output, &data)
    wire.append(contentsOf: UnsafeRawBufferPointer(start: data, count: count))
    passerelle_bio_clear(output)
  }

  // MARK: Facts

  var facts: TLSFacts? {
    guard isEstablished else { return nil }
    return TLSFacts(
      version: String(cString: SSL_get_version(ssl)),
      cipher: SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)).map { String(cString: $0) } ?? "",
      serverName: SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name).map { String(cString: $0) },
      applicationProtocol: applicationProtocol,
      peerName: peerName)
  }

  private var applicationProtocol: String? {
    var name: UnsafePointer<UInt8>?
    var length: UInt32 = 0
    SSL_get0_alpn_selected(ssl, &name, &length)
    guard let name, length > 0 else { return nil }
    return String(decoding: UnsafeBufferPointer(start: name, count: Int(length)), as: UTF8.self)
  }

  /// The common name of a peer certificate that was verified.
  private var peerName: String? {
    guard SSL_get_verify_result(ssl) == Int(X509_V_OK), let certificate = SSL_get1_peer_certificate(ssl) else {
      return nil
    }
    defer { X509_free(certificate) }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
      let count = X509_NAME_get_text_by_NID(
        X509_get_subject_name(certificate), NID_commonName, text.baseAddress, Int32(text.count))
      guard count > 0 else { return nil }
      let octets = text.prefix(Int(count)).map { UInt8(bitPattern: $0) }
      // A name with a NUL inside would read shorter elsewhere.
      return octets.contains(0) ? nil : String(validating: octets, as: UTF8.self)
    }
  }

  func channelBinding(_ type: ChannelBinding) -> [UInt8]? {
    guard isEstablished else { return nil }
    switch type {
    case .tlsExporter: return exporter
    case .tlsUnique: return firstFinished
    case .tlsServerEndPoint: return serverCertificateHash
    }
  }

  /// RFC 9266 §2: 32 octets, label "EXPORTER-Channel-Binding", empty context.
  private var exporter: [UInt8]? {
    var secret = [UInt8](repeating: 0, count: 32)
    let label = "EXPORTER-Channel-Binding"
    let context: [UInt8] = [0]
    let result = SSL_export_keying_material(ssl, &secret, secret.count, label, label.utf8.count, context, 0, 1)
    return result == 1 ? secret : nil
  }

  /// RFC 5929 §3.1: the first Finished message; TLS 1.3 has no such binding.
  private var firstFinished: [UInt8]? {
    guard SSL_version(ssl) < TLS1_3_VERSION else { return nil }
    var message = [UInt8](repeating: 0, count: 64)
    // A full handshake is finished by the client first, a resumed one by the server.
    let clientFirst = SSL_session_reused(ssl) == 0
    let count =
      clientFirst == isServer
      ? SSL_get_peer_finished(ssl, &message, message.count) : SSL_get_finished(ssl, &message, message.count)
    return count > 0 && count <= message.count ? Array(message.prefix(count)) : nil
  }

  /// RFC 5929 §4.1: the certificate under the hash of its signature, SHA-256 instead of MD5 and SHA-1.
  private var serverCertificateHash: [UInt8]? {
    guard let certificate = isServer ? SSL_get_certificate(ssl) : SSL_get0_peer_certificate(ssl) else { return nil }
    var hash: Int32 = NID_undef
    guard X509_get_signature_info(certificate, &hash, nil, nil, nil) == 1 else { return nil }
    let weak = hash == NID_md5 || hash == NID_sha1 || hash == NID_undef
    guard let algorithm = weak ? EVP_sha256() : EVP_get_digestbyname(OBJ_nid2sn(hash)) else { return nil }
    var digest = [UInt8](repeating: 0, count: 64)
    var count: UInt32 = 0
    guard X509_digest(certificate, algorithm, &digest, &count) == 1 else { return nil }
    return Array(digest.prefix(Int(count)))
  }

  private var reason: String {
    let verdict = SSL_get_verify_result(ssl)
    if verdict != Int(X509_V_OK), let text = X509_verify_cert_error_string(verdict) { return String(cString: text) }
    return TLSFailure.lastReason
  }
}

/// What a TLS handshake settled.
package struct TLSFacts: Equatable, Sendable {
  /// As OpenSSL writes it: `TLSv1.3`.
  package var version: String
  package var cipher: String
  /// The name the client asked for (SNI, RFC 6066 §3).
  package var serverName: String?
  /// The protocol agreed on by ALPN (RFC 7301).
  package var applicationProtocol: String?
  /// The common name of the peer's certificate, where one was given and verified.
  package var peerName: String?
}

/// The channel binding types for SASL.
package enum ChannelBinding: String, Sendable, CaseIterable {
  case tlsExporter = "tls-exporter"
  case tlsUnique = "tls-unique"
  case tlsServerEndPoint = "tls-server-end-point"
}
