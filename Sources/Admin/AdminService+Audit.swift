import FoundationEssentials
import HTTP
import Telemetry
import Transport

/// Who did what, when: in the trail that the console shows, and as a line of the log.
extension AdminService {
  func audit(_ call: AdminCall, _ response: HTTPResponse) {
    audit(
      AuditTrail.Entry(
        at: sources.wallClock(), who: "token", agent: (call.request.headers["User-Agent"] ?? "").cut(to: 80),
        peer: call.client.description, what: call.route.operation.rawValue, target: Self.target(of: call),
        status: response.status, answer: String(decoding: response.body.prefix(400), as: UTF8.self).cut(to: 200)))
  }

  /// Writes down what was done by another way than the API.
  package func audit(_ entry: AuditTrail.Entry) {
    sources.trail.add(entry)
    (sources.auditLog ?? log).info(
      "operator-acted",
      [
        "what": entry.what, "path": entry.target, "who": entry.who, "peer": entry.peer, "agent": entry.agent,
        "status": String(entry.status),
      ])
  }

  /// The path, and of the body what tells one deed from another; no text and no whole number of a message.
  private static func target(of call: AdminCall) -> String {
    let path = String(call.request.path)
    switch call.route.operation {
    case .sendMessage: return path + ((try? call.body(DraftBody.self)).map { " for \($0.account)" } ?? "")
    case .askProvider: return path + ((try? call.body(QuestionBody.self)).map { " " + $0.inquiry } ?? "")
    default: return path
    }
  }
}
