import HTTP
import Messages

/// What one call brought: its verdict, its body as JSON where it is JSON, and words for people.
package struct Reply: Sendable {
  package var verdict: HTTPVerdict
  /// Nil for no body and for one that cannot be read.
  package var json: JSON?
  /// `HTTP 400: …`, or why there was no answer; no secrets, 200 characters at most.
  package var reason: String
  /// A body that is no JSON, as text; 4,000 characters at most.
  package var text = ""

  package init(_ result: Result<HTTPResponse, HTTPFailure>, now: Timestamp) {
    verdict = HTTPVerdict(result, now: now)
    switch result {
    case .failure(let failure):
      reason = failure.reason.cut(to: 200)
    case .success(let response):
      json = JSON(response.body)
      if json == nil { text = String(decoding: response.body.prefix(16_000), as: UTF8.self).cut(to: 4_000) }
      reason = Self.words(response, json)
    }
  }

  private static func words(_ response: HTTPResponse, _ json: JSON?) -> String {
    let said = json?.first("error", "message", "errors", "error_message")
    let words = said?.text ?? (json == nil && !response.body.isEmpty ? "unreadable body" : "")
    return ("HTTP " + String(response.status) + (words.isEmpty ? "" : ": " + words)).cut(to: 200)
  }

  /// The lane's advice of the verdict.
  package var lane: LaneAdvice { verdict.lane(reason: reason) }

  /// The same end for a whole batch, where the words do not matter: everything but an answer that can be read.
  package func report(for batch: [Message]) -> SendReport? {
    if let outcome = verdict.outcome(reason: reason) { return SendReport(all: batch, outcome, lane: lane) }
    if verdict == .success, json == nil { return SendReport(all: batch, .unknown(reason: reason)) }
    return nil
  }
}

extension String {
  /// At most so many characters (scalars).
  func cut(to limit: Int) -> String {
    unicodeScalars.count <= limit ? self : String(String.UnicodeScalarView(unicodeScalars.prefix(limit)))
  }
}
