import Dispatch
import FoundationEssentials
import HTTP
import Synchronization
import Telemetry
import Transport

/// Who did what, when: in the trail that the console shows, and as a line of the log.
extension AdminService {
  /// How long an answer waits for its line of the trail: a store that is away must not keep an operator from acting.
  private static let patience = DispatchTimeInterval.seconds(1)

  /// Writes a deed down, and answers it when that is on disk, so that what an operator was told is in the trail whatever
  /// happens next.
  func audit(_ call: AdminCall, _ response: HTTPResponse, _ finish: @escaping AdminCall.Respond) {
    let isAnswered = Answered()
    let answer: @Sendable () -> Void = { if isAnswered.isFirst { finish(response) } }
    DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience, execute: answer)
    audit(
      AuditTrail.Entry(
        at: sources.wallClock(), who: "token", agent: (call.request.headers["User-Agent"] ?? "").cut(to: 80),
        peer: call.client.description, what: call.route.operation.rawValue, target: Self.target(of: call),
        status: response.status, answer: Self.answer(response, to: call)),
      kept: answer)
  }

  /// Lets the first of several through.
  private final class Answered: Sendable {
    private let wasThere = Atomic<Bool>(false)
    var isFirst: Bool { !wasThere.exchange(true, ordering: .relaxed) }
  }

  /// Writes down what was done by another way than the API.
  package func audit(_ entry: AuditTrail.Entry) { audit(entry) {} }

  private func audit(_ entry: AuditTrail.Entry, kept: @escaping @Sendable () -> Void) {
    (sources.auditLog ?? log).info(
      "operator-acted",
      [
        "what": entry.what, "path": entry.target, "who": entry.who, "peer": entry.peer, "agent": entry.agent,
        "status": String(entry.status),
      ])
    sources.trail.add(entry, done: kept)
  }

  /// What was said, but for what a provider said: that may be a text or a number of a message, and the trail outlives both.
  private static func answer(_ response: HTTPResponse, to call: AdminCall) -> String {
    if call.route.operation == .askProvider { return "" }
    return String(decoding: response.body.prefix(400), as: UTF8.self).cut(to: 200)
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
