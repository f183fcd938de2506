import COpenSSL
import Dispatch
import Glibc

/// A listening socket that spreads what it accepts over the loops of a group.
package final class Listener: Sendable {
  /// Where it listens; with port 0 asked for, the port it got.
  package let address: SocketAddress
  private let acceptor: LoopBound<Acceptor>

  /// Binds and starts to accept. Looks up a host name, so not to be called on a loop.
  ///
  /// - Parameter makeHandler: runs on the connection's loop when it is ready; `nil` drops the connection.
  package init(
    at endpoint: Endpoint, on group: EventLoopGroup, options: ListenerOptions = ListenerOptions(),
    makeHandler: @escaping @Sendable (Connection) -> (any ConnectionHandler)?
  ) throws(ListenFailure) {
    let bound = try Self.bind(endpoint, backlog: options.backlog)
    guard let address = SocketAddress.of(bound, getsockname) else {
      Glibc.close(bound)
      throw ListenFailure(endpoint: endpoint, reason: "the socket has no address")
    }
    self.address = address
    let home = group.next()
    acceptor = LoopBound(
      transferring: Acceptor(bound, home: home, group: group, options: options, makeHandler: makeHandler), to: home)
    acceptor.post { $0.start() }
  }

  deinit { acceptor.post { $0.stop(nil) } }

  /// Stops accepting and returns when the port is free again; connections that were accepted stay.
  package func stop() async {
    await withCheckedContinuation { done in
      acceptor.post { $0.stop { done.resume() } }
    }
  }

  private static func bind(_ endpoint: Endpoint, backlog: Int32) throws(ListenFailure) -> Int32 {
    let addresses: [SocketAddress]
    switch endpoint.resolve() {
    case .success(let found): addresses = found
    case .failure(let failure): throw ListenFailure(endpoint: endpoint, reason: failure.reason)
    }
    var last: Int32 = EADDRNOTAVAIL
    for address in addresses {
      switch bind(address, backlog: backlog) {
      case .success(let descriptor): return descriptor
      case .failure(let error): last = error.number
      }
    }
    throw ListenFailure(endpoint: endpoint, reason: String(cString: strerror(last)))
  }

  private static func bind(_ address: SocketAddress, backlog: Int32) -> Result<Int32, SystemCallFailure> {
    let descriptor = passerelle_socket(address.family)
    guard descriptor >= 0 else { return .failure(SystemCallFailure(number: errno)) }
    SocketOptions.set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
    if address.ip.isV6 {
      // "::" takes IPv4 as well, whatever the system's default.
      SocketOptions.set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, address.ip.number == 0 ? 0 : 1)
    }
    var failure = address.withSockaddr { passerelle_bind(descriptor, $0, $1) }
    if failure == 0, listen(descriptor, backlog) != 0 { failure = errno }
    guard failure != 0 else { return .success(descriptor) }
    Glibc.close(descriptor)
    return .failure(SystemCallFailure(number: failure))
  }
}

/// How a listener treats what it accepts.
package struct ListenerOptions: Sendable {
  /// Connections that the kernel holds until they are accepted.
  package var backlog: Int32 = 1024
  package var connection = ConnectionOptions()
  package var tls = ListenerTLS.none
  /// Peers in these networks begin with a PROXY header; everybody else must not, and is taken as it comes.
  package var proxyNetworks: [IPNetwork] = []
  /// How long PROXY header and TLS handshake may take together.
  package var openingTimeout = Duration.seconds(10)
  /// Called on a loop when the process has run out of descriptors or memory for sockets and accepting pauses.
  package var exhausted: (@Sendable (_ errno: Int32) -> Void)?

  package init() {}
}

/// TLS on a listener.
package enum ListenerTLS: Equatable, Sendable {
  /// None from the start; `startTLS` may follow.
  case none
  /// Before anything else.
  case implicit(TLSContext)
  /// When the first byte is that of a handshake. For protocols in which the client speaks first.
  case detected(TLSContext)

  package static func == (a: ListenerTLS, b: ListenerTLS) -> Bool {
    switch (a, b) {
    case (.none, .none): true
    case (.implicit(let a), .implicit(let b)), (.detected(let a), .detected(let b)): a === b
    default: false
    }
  }
}

/// Why a listener could not be opened.
package struct ListenFailure: Error, Equatable, Sendable, CustomStringConvertible {
  package var endpoint: Endpoint
  package var reason: String

  package var description: String { "\(endpoint): \(reason)" }
}

struct SystemCallFailure: Error {
  var number: Int32
}
