import COpenSSL

/// One finished `SSL_CTX` and those of its other names. Never changed after it is made.
final class TLSHandle: @unchecked Sendable {  // threads may share an SSL_CTX that nobody configures any more
  let context: OpaquePointer
  /// Lower-case name to context; read by OpenSSL's callback.
  private var named: [String: TLSHandle] = [:]
  /// Wire form of RFC 7301 §3.1: each name behind its length.
  private var protocols: [UInt8] = []

  private init() throws(TLSFailure) {
    ERR_clear_error()
    guard let context = SSL_CTX_new(TLS_method()) else { throw TLSFailure() }
    self.context = context
    guard passerelle_ctx_harden(context) == 1 else { throw TLSFailure() }
  }

  deinit { SSL_CTX_free(context) }

  static func make(_ settings: TLSSettings) throws(TLSFailure) -> TLSHandle {
    switch settings {
    case .server(let server): try makeServer(server)
    case .client(let client): try makeClient(client)
    }
  }

  private static func makeServer(_ server: ServerTLS) throws(TLSFailure) -> TLSHandle {
    let handle = try makeServer(server, with: server.certificate)
    for (name, certificate) in server.named {
      handle.named[name] = try makeServer(server, with: certificate)
    }
    if !handle.named.isEmpty {
      passerelle_on_server_name(handle.context, chooseByName, Unmanaged.passUnretained(handle).toOpaque())
    }
    return handle
  }

  private static func makeServer(
    _ server: ServerTLS, with certificate: ServerTLS.Certificate
  ) throws(TLSFailure) -> TLSHandle {
    let handle = try TLSHandle()
    try handle.use(certificate)
    // Without it OpenSSL refuses to resume sessions that were made with client certificates.
    let identifier = Array("passerelle".utf8)
    SSL_CTX_set_session_id_context(handle.context, identifier, UInt32(identifier.count))
    if !server.givesTickets {
      // SSL_OP_NO_TICKET, whose macro Swift does not see; from TLS 1.3 on it leaves tickets that refer to our own cache.
      SSL_CTX_set_options(handle.context, 1 << 14)
      SSL_CTX_set_num_tickets(handle.context, 0)
    }
    switch server.clients {
    case .notAsked: break
    case .optional(let file): try handle.askClients(file, SSL_VERIFY_PEER)
    case .required(let file): try handle.askClients(file, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT)
    }
    for name in server.applicationProtocols.map({ Array($0.utf8) }) where (1...255).contains(name.count) {
      handle.protocols += [UInt8(name.count)] + name
    }
    if !handle.protocols.isEmpty {
      SSL_CTX_set_alpn_select_cb(handle.context, chooseProtocol, Unmanaged.passUnretained(handle).toOpaque())
    }
    return handle
  }

  private static func makeClient(_ client: ClientTLS) throws(TLSFailure) -> TLSHandle {
    let handle = try TLSHandle()
    switch client.trust {
    case .anyone: SSL_CTX_set_verify(handle.context, SSL_VERIFY_NONE, nil)
    case .system:
      guard SSL_CTX_set_default_verify_paths(handle.context) == 1 else { throw TLSFailure() }
      SSL_CTX_set_verify(handle.context, SSL_VERIFY_PEER, nil)
    case .file(let file):
      guard SSL_CTX_load_verify_file(handle.context, file) == 1 else { throw TLSFailure(file: file) }
      SSL_CTX_set_verify(handle.context, SSL_VERIFY_PEER, nil)
    }
    if let certificate = client.certificate { try handle.use(certificate) }
    return handle
  }

  private func use(_ certificate: ServerTLS.Certificate) throws(TLSFailure) {
    guard SSL_CTX_use_certificate_chain_file(context, certificate.certificateFile) == 1 else {
      throw TLSFailure(file: certificate.certificateFile)
    }
    guard SSL_CTX_use_PrivateKey_file(context, certificate.keyFile, SSL_FILETYPE_PEM) == 1,
      SSL_CTX_check_private_key(context) == 1
    else { throw TLSFailure(file: certificate.keyFile) }
  }

  private func askClients(_ authorities: String, _ mode: Int32) throws(TLSFailure) {
    guard SSL_CTX_load_verify_file(context, authorities) == 1, let names = SSL_load_client_CA_file(authorities) else {
      throw TLSFailure(file: authorities)
    }
    SSL_CTX_set_client_CA_list(context, names)
    SSL_CTX_set_verify(context, mode, nil)
  }

  fileprivate func context(for name: String) -> OpaquePointer? {
    named[String(decoding: name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)]?.context
  }

  fileprivate func choose(
    from offered: UnsafePointer<UInt8>?, _ length: UInt32, into chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ chosenLength: UnsafeMutablePointer<UInt8>?
  ) -> Int32 {
    var match: UnsafeMutablePointer<UInt8>?
    // The answer points into the client's list, which OpenSSL keeps, or into ours, which is kept by the session.
    let result = protocols.withUnsafeBufferPointer {
      SSL_select_next_proto(&match, chosenLength, $0.baseAddress, UInt32($0.count), offered, length)
    }
    guard result == OPENSSL_NPN_NEGOTIATED else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    chosen?.pointee = UnsafePointer(match)
    return SSL_TLSEXT_ERR_OK
  }
}

/// OpenSSL's server name callback: other certificates for other names.
private func chooseByName(
  _ ssl: OpaquePointer?, _ alert: UnsafeMutablePointer<Int32>?, _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  guard let argument, let name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) else { return SSL_TLSEXT_ERR_NOACK }
  let handle = Unmanaged<TLSHandle>.fromOpaque(argument).takeUnretainedValue()
  guard let context = handle.context(for: String(cString: name)) else { return SSL_TLSEXT_ERR_NOACK }
  SSL_set_SSL_CTX(ssl, context)
  return SSL_TLSEXT_ERR_OK
}

/// OpenSSL's ALPN callback.
private func chooseProtocol(
  _ ssl: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
  _ chosenLength: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?, _ length: UInt32,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  guard let argument else { return SSL_TLSEXT_ERR_NOACK }
  return Unmanaged<TLSHandle>.fromOpaque(argument).takeUnretainedValue()
    .choose(from: offered, length, into: chosen, chosenLength)
}
