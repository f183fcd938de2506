import Configuration

/// What a configuration switches on that this version does not have.
package enum Readiness {
  /// One sentence for each; empty when it can start.
  package static func hindrances(of configuration: Configuration) -> [String] {
    var sentences: [String] = []
    if case .postgresql = configuration.store.url {
      sentences.append("store.url: PostgreSQL is not built into this version: use sqlite:FILE")
    }
    return sentences
  }
}
