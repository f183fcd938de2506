/// Where messages are kept, as `store.url` names it.
package enum StoreLocation: Sendable, Equatable, CustomStringConvertible {
  /// Nothing survives the process: tests and demonstrations.
  case memory
  /// A file, relative to `bridge.data` unless it begins with `/`.
  case sqlite(path: String)
  /// A libpq connection URI (PostgreSQL documentation 34.1.1.2).
  case postgresql(url: Secret, shown: String)

  /// Nil when it is none of `memory:`, `sqlite:FILE`, `postgresql://…`.
  package init?(_ text: String) {
    if text == "memory:" {
      self = .memory
    } else if text.hasPrefix("sqlite:"), text.utf8.count > 7 {
      self = .sqlite(path: String(text.dropFirst(7)))
    } else if ["postgresql://", "postgres://"].contains(where: { text.hasPrefix($0) && text.utf8.count > $0.utf8.count }
    ) {
      self = .postgresql(url: Secret(text), shown: URLText.masked(text))
    } else {
      return nil
    }
  }

  package var description: String {
    switch self {
    case .memory: "memory:"
    case .sqlite(let path): "sqlite:\(path)"
    case .postgresql(_, let shown): shown
    }
  }
}
