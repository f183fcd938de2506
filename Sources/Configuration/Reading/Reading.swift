/// What a walk through a configuration gathers: faults, warnings, and the line of every key it met.
struct Reading: Sendable {
  let file: String
  let secrets: SecretSource
  private(set) var faults: [Fault] = []
  private(set) var warnings: [Fault] = []
  /// Paths that a syntax fault already speaks of: they are not missing as well.
  let spoiled: Set<String>
  private var lines: [String: Int] = [:]

  init(file: String, secrets: SecretSource, spoiled: Set<String> = []) {
    self.file = file
    self.secrets = secrets
    self.spoiled = spoiled
  }

  mutating func met(_ path: String, line: Int) {
    lines[path] = line
  }

  mutating func fault(_ path: String, line: Int, _ reason: String) {
    faults.append(Fault(file: file, line: line, key: path, reason: reason))
  }

  /// A fault found after reading, at the key if it stands in the file, else at its table.
  mutating func fault(_ path: String, _ reason: String) {
    fault(path, line: line(of: path), reason)
  }

  mutating func warn(_ path: String, _ reason: String) {
    warnings.append(Fault(file: file, line: line(of: path), key: path, reason: reason))
  }

  /// Whether there is a fault at this key already; a second one would only follow from it.
  func hasFault(_ path: String) -> Bool {
    faults.contains { $0.key == path || $0.key.hasPrefix(path + "[") || $0.key.hasPrefix(path + ".") }
  }

  /// Whether a syntax fault stands in this table or key.
  func spoils(_ path: String) -> Bool {
    spoiled.contains { $0 == path || $0.hasPrefix(path + ".") }
  }

  private func line(of path: String) -> Int {
    var path = path[...]
    while !path.isEmpty {
      if let line = lines[String(path)] { return line }
      guard let cut = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { break }
      path = path[..<cut]
    }
    return 1
  }

  /// The node of a wrong type.
  mutating func mismatch(_ node: TOMLNode, _ path: String, expected: String) {
    fault(path, line: node.line, "expected \(expected), found \(node.kindName)")
  }
}
