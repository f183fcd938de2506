import Configuration
import Synchronization
import Transport

/// The configuration that the last reload brought, for whoever asks later, and what the files that it names had in them.
/// Used from every thread.
final class SettingsInForce: Sendable {
  private struct State {
    var configuration: Configuration
    /// Digests of certificates, keys and authorities, by path.
    var files: [String: [UInt8]]

    init(_ configuration: Configuration) {
      self.configuration = configuration
      files = [:]
      for file in configuration.namedFiles { files[file.path] = file.contents.map { Digest.sha256.hash($0) } }
    }
  }

  private let state: Mutex<State>

  init(_ configuration: Configuration) { state = Mutex(State(configuration)) }

  var now: Configuration { state.withLock { $0.configuration } }

  /// - Returns: the files that have other contents under the name that they had, with their keys, in words.
  func replace(_ configuration: Configuration) -> [String] {
    let next = State(configuration)
    let before = state.withLock { state in
      defer { state = next }
      return state.files
    }
    return configuration.namedFiles.compactMap { file in
      guard let old = before[file.path], let new = next.files[file.path], old != new else { return nil }
      return "\(file.key): \(file.path) has new contents"
    }
  }
}
