import Messages

/// A credential and how long it lasts.
package struct Authorization: Hashable, Sendable {
  package enum Result: Hashable, Sendable {
    case granted(String, until: Timestamp)
    case denied(String)
    case failed(String)
  }
  package var result: Result
  package init(_ result: Result) { self.result = result }
}
