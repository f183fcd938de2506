import HTTP

/// One thing that can be asked of the admin listener. The table of these is what dispatch, the documentation and its test
/// read.
package struct AdminRoute: Sendable {
  /// Who may ask.
  package enum Role: String, Sendable, CaseIterable {
    /// Everybody.
    case open
    /// Everybody, unless a setting closes it; then whoever may read.
    case probe
    /// Whoever holds a token.
    case read
    /// Whoever holds the token that may act.
    case act
  }

  /// A query parameter.
  package struct Parameter: Sendable, Equatable {
    package var name: String
    package var summary: String
    init(_ name: String, _ summary: String) {
      self.name = name
      self.summary = summary
    }
  }

  package var operation: AdminOperation
  package var method: HTTPRequest.Method
  /// The path with `{name}` for a segment that varies.
  package var path: String
  package var role: Role
  package var summary: String
  package var query: [Parameter]
  let segments: [Substring]

  init(
    _ operation: AdminOperation, _ method: HTTPRequest.Method, _ path: String, _ role: Role, _ summary: String,
    query: [Parameter] = []
  ) {
    self.operation = operation
    self.method = method
    self.path = path
    self.role = role
    self.summary = summary
    self.query = query
    segments = path.split(separator: "/")
  }

  /// Whether it belongs to the API: answers are JSON and unknown query parameters are refused.
  package var isAPI: Bool { segments.first == "api" }

  /// Whether it is written down that somebody did it: a question what something would cost changes nothing.
  var isDeed: Bool { role == .act && operation != .quote }

  /// The values of the varying segments; nil when the path is another one.
  func match(_ path: [String]) -> [String: String]? {
    guard path.count == segments.count else { return nil }
    var values: [String: String] = [:]
    for (pattern, segment) in zip(segments, path) {
      if pattern.utf8.first == 0x7B {
        values[String(pattern.dropFirst().dropLast())] = segment
      } else if !pattern.utf8.elementsEqual(segment.utf8) {
        return nil
      }
    }
    return values
  }
}

/// What a route does.
package enum AdminOperation: String, Sendable, CaseIterable {
  case metrics, health, readiness, console, asset, callback, callbackPost
  case listMessages, showMessage, sendMessage, cancelMessage, replayMessage, holdMessage, releaseMessage
  case listSessions, listProviders, listInquiries, askProvider, resumeProvider, stopProvider, reload
  case tally, incoming, rejected, settings, preview, quote, lists, flow, audit, alarms
}
