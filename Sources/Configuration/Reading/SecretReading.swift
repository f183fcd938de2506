/// Reads the three ways to write a secret.
enum SecretReading {
  enum Outcome {
    case found(Secret)
    /// The variable or the file is not there; the words say which.
    case absent(String)
  }

  /// Nil when it is written wrongly; the fault stands in the reading then.
  static func read(_ node: TOMLNode, _ path: String, _ reading: inout Reading) -> Outcome? {
    switch node.value {
    case .string(let text):
      return checked(text, node, path, &reading)
    case .table(let members):
      return reference(members, node, path, &reading)
    default:
      reading.mismatch(node, path, expected: "a string, { env = \"NAME\" } or { file = \"path\" }")
      return nil
    }
  }

  private static func reference(
    _ members: [TOMLNode], _ node: TOMLNode, _ path: String, _ reading: inout Reading
  ) -> Outcome? {
    guard members.count == 1, let member = members.first, member.key == "env" || member.key == "file",
      case .string(let name) = member.value, !name.isEmpty
    else {
      reading.fault(path, line: node.line, "a secret has exactly one of env = \"NAME\" and file = \"path\"")
      return nil
    }
    if member.key == "env" {
      guard let value = reading.secrets.environment(name), !value.isEmpty else {
        return .absent("the environment variable \(name) is not set")
      }
      return checked(value, node, path, &reading)
    }
    guard let text = reading.secrets.file(name) else { return .absent("the file \(name) cannot be read") }
    return checked(firstLine(of: text), node, path, &reading)
  }

  /// Editors end a file with a newline that is no part of the secret.
  private static func firstLine(of text: String) -> String {
    String(decoding: text.utf8.prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
  }

  private static func checked(_ text: String, _ node: TOMLNode, _ path: String, _ reading: inout Reading) -> Outcome? {
    guard (1...4096).contains(text.utf8.count) else {
      reading.fault(path, line: node.line, "has \(text.utf8.count) octets, allowed are 1 to 4096")
      return nil
    }
    return .found(Secret(text))
  }
}
