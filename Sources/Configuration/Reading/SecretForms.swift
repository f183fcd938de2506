extension ValueForm where Value == Secret {
  /// A string of at most 4096 octets, `{ env = "NAME" }` or `{ file = "path" }`.
  static var secret: Self {
    Self("secret", allowed: "a string, { env = \"NAME\" } or { file = \"path\" }", isSecret: true) {
      node, path, reading in
      SecretReading.read(node, path, &reading).flatMap { outcome in
        switch outcome {
        case .found(let secret): return secret
        case .absent(let reason):
          reading.fault(path, line: node.line, reason)
          return nil
        }
      }
    } encode: { _ in
      TOMLText.quoted(Secret.mask)
    }
  }
}

extension ValueForm where Value == Secret? {
  /// As `secret`, but one that is not there leaves the setting unset with a warning.
  static var secretOrWarning: Self {
    Self("secret", allowed: ValueForm<Secret>.secret.allowed, isSecret: true) { node, path, reading in
      switch SecretReading.read(node, path, &reading) {
      case .found(let secret)?: return .some(secret)
      case .absent(let reason)?:
        reading.warn(path, "\(reason); it is left unset")
        return .some(nil)
      case nil: return nil
      }
    } encode: {
      $0 == nil ? "" : TOMLText.quoted(Secret.mask)
    }
  }
}
