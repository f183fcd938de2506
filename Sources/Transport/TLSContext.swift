import COpenSSL
import Synchronization

/// Certificates and rules for TLS on either side; shared by all connections, replaced as a whole by `reload`.
package final class TLSContext: Sendable {
  package enum Role: Sendable {
    case server
    case client
  }

  package let role: Role
  private let current: Mutex<State>

  fileprivate struct State {
    var settings: TLSSettings
    var handle: TLSHandle
  }

  /// Reads the files and checks that key and certificate belong together.
  package init(server: ServerTLS) throws(TLSFailure) {
    role = .server
    current = Mutex(try Self.state(.server(server)))
  }

  package init(client: ClientTLS) throws(TLSFailure) {
    role = .client
    current = Mutex(try Self.state(.client(client)))
  }

  private static func state(_ settings: TLSSettings) throws(TLSFailure) -> State {
    State(settings: settings, handle: try TLSHandle.make(settings))
  }

  /// Reads the files again. Connections that stand keep what they have; on failure everything stays as it was.
  package func reload() throws(TLSFailure) {
    let fresh = try Self.state(current.withLock { $0.settings })
    current.withLock { $0 = fresh }
  }

  /// Other certificates and rules for connections to come; on failure everything stays as it was.
  package func replace(server: ServerTLS) throws(TLSFailure) { Self.putInForce([try replacement(server: server)]) }

  /// Other certificates and rules that are ready and not yet in force: where several contexts change, none does when one
  /// cannot.
  package struct Replacement {
    fileprivate let context: TLSContext
    fileprivate let fresh: State
  }

  package func replacement(server: ServerTLS) throws(TLSFailure) -> Replacement {
    Replacement(context: self, fresh: try Self.state(.server(server)))
  }

  /// Puts replacements of different contexts in force in one step: as long as not all are there, no handshake begins with
  /// any of them.
  package static func putInForce(_ replacements: ArraySlice<Replacement>) {
    guard let first = replacements.first else { return }
    first.context.current.withLock {
      putInForce(replacements.dropFirst())
      $0 = first.fresh
    }
  }

  func makeSession(serverName: String?) -> TLSSession? {
    let (settings, handle) = current.withLock { ($0.settings, $0.handle) }
    var name = serverName
    var verify = false
    if case .client(let client) = settings {
      name = client.serverName ?? serverName
      verify = client.trust != .anyone
    }
    return TLSSession(handle, role: role, serverName: name, verifyName: verify)
  }
}

/// The server side of TLS.
package struct ServerTLS: Equatable, Sendable {
  package struct Certificate: Equatable, Sendable {
    /// PEM, the leaf first and the chain behind it.
    package var certificateFile: String
    /// PEM, without a passphrase.
    package var keyFile: String

    package init(certificateFile: String, keyFile: String) {
      self.certificateFile = certificateFile
      self.keyFile = keyFile
    }
  }

  /// What clients must show.
  package enum ClientCertificates: Equatable, Sendable {
    case notAsked
    /// Asked for and, when given, checked against the authorities in the PEM file.
    case optional(authorities: String)
    case required(authorities: String)
  }

  /// For clients that ask for no name or an unknown one.
  package var certificate: Certificate
  /// Lower-case server name (SNI) to certificate.
  package var named: [String: Certificate] = [:]
  package var clients = ClientCertificates.notAsked
  /// Protocols offered by ALPN in order of preference; empty for none. A client that offers only others is refused.
  package var applicationProtocols: [String] = []
  /// Whether sessions may be resumed by ticket (RFC 5077, RFC 8446 §4.6.1).
  package var givesTickets = true

  package init(certificate: Certificate) { self.certificate = certificate }
}

/// The client side of TLS.
package struct ClientTLS: Equatable, Sendable {
  package enum Trust: Equatable, Sendable {
    /// The authorities of the system.
    case system
    /// Those in the PEM file.
    case file(String)
    /// No check at all: loopback and tests.
    case anyone
  }

  package var trust: Trust
  /// Checked and sent as SNI in place of the host that is connected to.
  package var serverName: String?
  /// Shown to servers that ask.
  package var certificate: ServerTLS.Certificate?

  package init(trust: Trust = .system, serverName: String? = nil, certificate: ServerTLS.Certificate? = nil) {
    self.trust = trust
    self.serverName = serverName
    self.certificate = certificate
  }
}

/// What is wrong with a certificate, a key or another TLS file.
package struct TLSFailure: Error, Equatable, Sendable {
  /// The file it is about, empty where none is.
  package var file: String
  package var reason: String

  /// - Parameter reason: OpenSSL's own when none is given.
  init(file: String = "", reason: String? = nil) {
    self.file = file
    self.reason = reason ?? Self.lastReason
  }

  /// The newest entry of OpenSSL's error queue on this thread, in words.
  static var lastReason: String {
    let code = ERR_peek_last_error()
    guard code != 0 else { return "unknown TLS error" }
    if let text = ERR_reason_error_string(code) { return String(cString: text) }
    return "TLS error \(code)"
  }
}

enum TLSSettings: Sendable {
  case server(ServerTLS)
  case client(ClientTLS)
}
