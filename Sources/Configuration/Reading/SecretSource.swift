import FoundationEssentials

/// Where `{ env = "NAME" }` and `{ file = "path" }` are looked up.
package struct SecretSource: Sendable {
  /// The value of an environment variable, nil when it is not set.
  package var environment: @Sendable (String) -> String?
  /// The text of a file, nil when it cannot be read.
  package var file: @Sendable (String) -> String?

  package init(
    environment: @escaping @Sendable (String) -> String?, file: @escaping @Sendable (String) -> String?
  ) {
    self.environment = environment
    self.file = file
  }

  /// The variables and files of this process. A secret in a file may have 64 KiB.
  package static let process = SecretSource(
    environment: { ProcessInfo.processInfo.environment[$0] },
    file: { path in
      guard let data = FileManager.default.contents(atPath: path), data.count <= 65536 else { return nil }
      return String(validating: data, as: UTF8.self)
    })
}
