/// How a setting is written: its name in the documentation, what it may be, and the way in and out of TOML.
struct ValueForm<Value: Sendable>: Sendable {
  /// `duration`, `list of networks`.
  let type: String
  /// What is allowed, in words: `1s to 10m`; empty when anything of the type is.
  let allowed: String
  let isSecret: Bool
  /// Nil when the node is wrong; every fault stands in the reading then.
  let decode: @Sendable (TOMLNode, String, inout Reading) -> Value?
  /// The TOML text of the value, secrets masked.
  let encode: @Sendable (Value) -> String

  init(
    _ type: String, allowed: String = "", isSecret: Bool = false,
    decode: @escaping @Sendable (TOMLNode, String, inout Reading) -> Value?,
    encode: @escaping @Sendable (Value) -> String
  ) {
    self.type = type
    self.allowed = allowed
    self.isSecret = isSecret
    self.decode = decode
    self.encode = encode
  }

  /// A form written as a string that a failable initialiser reads.
  static func parsed(
    _ type: String, allowed: String = "", example: String, _ parse: @escaping @Sendable (String) -> Value?,
    encode: @escaping @Sendable (Value) -> String
  ) -> ValueForm {
    ValueForm(type, allowed: allowed) { node, path, reading in
      guard case .string(let text) = node.value else {
        reading.mismatch(node, path, expected: "\(type.articled) such as \"\(example)\"")
        return nil
      }
      guard let value = parse(text) else {
        reading.fault(path, line: node.line, "\(TOMLText.quoted(text)) is no \(type), write it as \"\(example)\"")
        return nil
      }
      return value
    } encode: {
      TOMLText.quoted(encode($0))
    }
  }
}

extension ValueForm where Value: CustomStringConvertible {
  /// A form whose text is the value's own description.
  static func parsed(
    _ type: String, allowed: String = "", example: String, _ parse: @escaping @Sendable (String) -> Value?
  ) -> ValueForm {
    parsed(type, allowed: allowed, example: example, parse, encode: { "\($0)" })
  }
}

extension String {
  /// With `a` or `an` in front.
  fileprivate var articled: String {
    guard let first = unicodeScalars.first else { return self }
    return ("aeiouAEIOU".unicodeScalars.contains(first) ? "an " : "a ") + self
  }
}
