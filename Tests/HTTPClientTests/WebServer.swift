import HTTP
import Synchronization
import Transport

/// An HTTP server on loopback whose answer to each request is the test's.
final class WebServer: Sendable {
  typealias Answer = @Sendable (HTTPRequest, Connection) -> Void

  /// Counts what came in.
  final class Tally: Sendable {
    let connections = Atomic<Int>(0)
    let requests = Atomic<Int>(0)
  }

  let tally = Tally()
  let port: UInt16
  private let listener: Listener

  init(tls: ListenerTLS = .none, _ answer: @escaping Answer) throws {
    let tally = tally
    var options = ListenerOptions()
    options.tls = tls
    listener = try Listener(
      at: Endpoint(host: "127.0.0.1", port: 0), on: EventLoopGroup(count: 1), options: options
    ) { _ in
      tally.connections.add(1, ordering: .relaxed)
      return Handler(tally, answer)
    }
    port = listener.address.port
  }

  func url(_ path: String, scheme: String = "http", host: String = "127.0.0.1") -> String {
    "\(scheme)://\(host):\(port)\(path)"
  }

  func stop() async { await listener.stop() }

  private final class Handler: ConnectionHandler {
    private var parser = HTTPServerParser()
    private let tally: Tally
    private let answer: Answer

    init(_ tally: Tally, _ answer: @escaping Answer) {
      self.tally = tally
      self.answer = answer
    }

    func connection(_ connection: Connection, received bytes: UnsafeRawBufferPointer) {
      for case .request(let request, _) in parser.receive(bytes) {
        tally.requests.add(1, ordering: .relaxed)
        answer(request, connection)
      }
    }

    func connectionClosed(_ connection: Connection, reason: CloseReason) {}
  }
}

extension Connection {
  func answer(_ status: Int, _ headers: HTTPHeaders = [:], _ body: [UInt8] = []) {
    write(HTTPResponse(status: status, headers: headers, body: body).encoded(keepAlive: true))
  }
}

extension HTTPExchange {
  /// The call as an async function.
  func call(_ request: HTTPRequest) async -> Result<HTTPResponse, HTTPFailure> {
    await withCheckedContinuation { done in perform(request) { done.resume(returning: $0) } }
  }

  func call(_ request: HTTPRequest, mayBegin: @escaping @Sendable () -> Bool) async -> Result<HTTPResponse, HTTPFailure>
  {
    await withCheckedContinuation { done in perform(request, mayBegin: mayBegin) { done.resume(returning: $0) } }
  }
}

extension Result where Success == HTTPResponse, Failure == HTTPFailure {
  var failure: HTTPFailure? {
    if case .failure(let failure) = self { failure } else { nil }
  }

  var response: HTTPResponse? { try? get() }
}
