import Configuration
import Glibc
import HTTP
import HTTPClient

/// The admin interface of the bridge that a configuration describes, asked over HTTP.
struct AdminClient {
  enum Failure: Error {
    /// In a sentence for the terminal.
    case sentence(String)
    /// The bridge will not do it, and says why: one message of many, perhaps.
    case refused(String)
    /// What was asked for is not of its form.
    case usage(String)
  }

  private let base: String
  private let token: String
  private let exchange: CurlExchange

  /// Nil, with the reason told, when the configuration cannot be read or has no admin listener.
  init?(_ arguments: Arguments) {
    let simulate = arguments.has("simulate")
    guard let configuration = ConfigurationSource.load(arguments["config"], simulate: simulate) else { return nil }
    guard let address = configuration.admin.listen.first else {
      Terminal.error("passerelle: the configuration has no admin.listen to ask")
      return nil
    }
    let host = address.host == "*" ? "127.0.0.1" : address.host
    let shown = host.contains(":") ? "[\(host)]" : host
    base = "\(configuration.admin.tls ? "https" : "http")://\(shown):\(address.port)/api/v1/"
    token = (configuration.admin.token ?? configuration.admin.readToken)?.value ?? ""
    var settings = CurlSettings()
    // It is our own listener, named by our own configuration; its certificate names the gateway and may just be renewed.
    settings.checksServer = false
    exchange = CurlExchange(settings)
  }

  /// Asks and reads the answer; a refusal is thrown in its own words.
  func get(_ path: String, _ query: [(String, String)] = []) throws(Failure) -> JSONValue {
    let pairs = query.map { "\(PercentCoding.encode($0.0))=\(PercentCoding.encode($0.1))" }.joined(separator: "&")
    return try ask(HTTPRequest(.get, base + path + (pairs.isEmpty ? "" : "?" + pairs)))
  }

  /// Has something done.
  func post(_ path: String, _ body: String = "{}") throws(Failure) -> JSONValue {
    var request = HTTPRequest(.post, base + path, body: Array(body.utf8))
    request.headers.add("Content-Type", "application/json")
    return try ask(request)
  }

  private func ask(_ request: HTTPRequest) throws(Failure) -> JSONValue {
    var request = request
    request.headers.add("Authorization", "Bearer " + token)
    request.headers.add("User-Agent", Self.agent)
    switch perform(request) {
    case .failure(let failure): throw .sentence("no bridge answers at \(base): \(failure.reason)")
    case .success(let response):
      guard let value = JSONValue(response.body) else {
        throw .sentence("the answer is no JSON (HTTP \(response.status))")
      }
      guard (200...299).contains(response.status) else {
        let reason = value["error"]["reason"].text ?? "HTTP \(response.status)"
        switch response.status {
        case 400: throw .usage(reason)
        case 404, 409, 422: throw .refused(reason)
        default: throw .sentence(reason)
        }
      }
      return value
    }
  }

  /// Who asks, for the audit log of the bridge.
  private static var agent: String {
    let user = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(getuid())"
    return "passerelle/\(Version.text) (\(user))"
  }

  private func perform(_ request: HTTPRequest) -> Result<HTTPResponse, HTTPFailure> {
    guard let answer = Awaited<Result<HTTPResponse, HTTPFailure>>() else {
      return .failure(HTTPFailure(.notSent, reason: "no descriptor is left"))
    }
    exchange.perform(request) { answer.give($0) }
    return answer.wait() ?? .failure(HTTPFailure(.noAnswer, reason: "no answer"))
  }
}
