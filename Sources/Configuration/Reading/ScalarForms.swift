extension ValueForm where Value == Bool {
  static var flag: Self {
    Self("boolean", allowed: "true or false") { node, path, reading in
      if case .boolean(let value) = node.value { return value }
      reading.mismatch(node, path, expected: "true or false")
      return nil
    } encode: { $0 ? "true" : "false" }
  }
}

extension ValueForm where Value == Int {
  static func integer(_ range: ClosedRange<Int>) -> Self {
    let words = "\(range.lowerBound) to \(range.upperBound)"
    return Self("integer", allowed: words) { node, path, reading in
      guard case .integer(let value) = node.value else {
        reading.mismatch(node, path, expected: "an integer")
        return nil
      }
      guard let number = Int(exactly: value), range.contains(number) else {
        reading.fault(path, line: node.line, "\(value) is out of range, \(words)")
        return nil
      }
      return number
    } encode: { String($0) }
  }

  /// Octets: an integer or a string with a unit.
  static func size(_ range: ClosedRange<Int>) -> Self {
    let words = "\(SizeText.text(range.lowerBound)) to \(SizeText.text(range.upperBound))"
    return Self("size", allowed: words) { node, path, reading in
      let octets: Int?
      switch node.value {
      case .integer(let value): octets = Int(exactly: value)
      case .string(let text):
        octets = SizeText.parse(text)
        if octets == nil {
          reading.fault(path, line: node.line, "\(TOMLText.quoted(text)) is no size, write it as \"1MiB\" or in octets")
          return nil
        }
      default:
        reading.mismatch(node, path, expected: "a size such as \"1MiB\"")
        return nil
      }
      guard let octets, range.contains(octets) else {
        reading.fault(path, line: node.line, "\(octets.map(SizeText.text) ?? "it") is out of range, \(words)")
        return nil
      }
      return octets
    } encode: { TOMLText.quoted(SizeText.text($0)) }
  }
}

extension ValueForm where Value == Double {
  static func decimal(_ range: ClosedRange<Double>) -> Self {
    let words = "\(range.lowerBound) to \(range.upperBound)"
    return Self("number", allowed: words) { node, path, reading in
      let number: Double
      switch node.value {
      case .integer(let value): number = Double(value)
      case .float(let value): number = value
      default:
        reading.mismatch(node, path, expected: "a number")
        return nil
      }
      guard range.contains(number) else {
        reading.fault(path, line: node.line, "\(number) is out of range, \(words)")
        return nil
      }
      return number
    } encode: { String($0) }
  }
}

extension ValueForm where Value == Duration {
  /// A string with units, or an integer of seconds.
  static func duration(_ range: ClosedRange<Duration>) -> Self {
    let words = "\(DurationText.text(range.lowerBound)) to \(DurationText.text(range.upperBound))"
    return Self("duration", allowed: words) { node, path, reading in
      let duration: Duration
      switch node.value {
      case .integer(let value): duration = .seconds(value)
      case .string(let text):
        guard let value = DurationText.parse(text) else {
          reading.fault(path, line: node.line, "\(TOMLText.quoted(text)) is no duration, write it as \"30s\" or in seconds")
          return nil
        }
        duration = value
      default:
        reading.mismatch(node, path, expected: "a duration such as \"30s\"")
        return nil
      }
      guard range.contains(duration) else {
        reading.fault(path, line: node.line, "\(DurationText.text(duration)) is out of range, \(words)")
        return nil
      }
      return duration
    } encode: { TOMLText.quoted(DurationText.text($0)) }
  }
}

extension ValueForm where Value == String {
  /// A text of so many octets of UTF-8, without control characters.
  static func text(_ length: ClosedRange<Int>, _ type: String = "string") -> Self {
    let words = length.lowerBound == 0 ? "at most \(length.upperBound) octets" : "\(length.lowerBound) to \(length.upperBound) octets"
    return Self(type, allowed: words) { node, path, reading in
      guard case .string(let text) = node.value else {
        reading.mismatch(node, path, expected: "a string")
        return nil
      }
      guard length.contains(text.utf8.count) else {
        reading.fault(path, line: node.line, "has \(text.utf8.count) octets, allowed are \(words)")
        return nil
      }
      guard text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) else {
        reading.fault(path, line: node.line, "holds a control character")
        return nil
      }
      return text
    } encode: { TOMLText.quoted($0) }
  }

  /// `http://` or `https://` with a host.
  static var webURL: Self {
    .parsed("URL", allowed: "http or https", example: "https://host/path") { text in
      guard let url = URLText.parts(text), ["http", "https"].contains(url.scheme) else { return nil }
      return text
    } encode: { URLText.masked($0) }
  }

  static var domain: Self {
    .parsed("domain", example: "sms.example.test") { text in
      ListenAddress.isHostName(text) && IPAddress(text) == nil ? text.lowercased() : nil
    } encode: { $0 }
  }

  /// Digits of an international number without `+`, 5 to 20 of them (E.164 has 15 at most; service numbers vary).
  static var phone: Self {
    .parsed("phone number", example: "375291234567") { text in
      (3...20).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) } ? text : nil
    } encode: { $0 }
  }

  static var prefix: Self {
    .parsed("number prefix", example: "375") { text in
      (1...15).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) } ? text : nil
    } encode: { $0 }
  }
}

extension ValueForm where Value == Secret {
  /// A string of at most 4096 octets, `{ env = "NAME" }` or `{ file = "path" }`.
  static var secret: Self {
    Self("secret", allowed: "a string, { env = \"NAME\" } or { file = \"path\" }", isSecret: true) { node, path, reading in
      SecretReading.read(node, path, &reading).flatMap { outcome in
        switch outcome {
        case .found(let secret): return secret
        case .absent(let reason):
          reading.fault(path, line: node.line, reason)
          return nil
        }
      }
    } encode: { _ in TOMLText.quoted(Secret.mask) }
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
    } encode: { $0 == nil ? "" : TOMLText.quoted(Secret.mask) }
  }
}

extension ValueForm where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One word of a closed set.
  static var choice: Self {
    let words = Value.allCases.map { TOMLText.quoted($0.rawValue) }.joined(separator: ", ")
    return Self("word", allowed: words) { node, path, reading in
      guard case .string(let text) = node.value else {
        reading.mismatch(node, path, expected: "one of \(words)")
        return nil
      }
      guard let value = Value(rawValue: text) else {
        reading.fault(path, line: node.line, "\(TOMLText.quoted(text)) is none of \(words)")
        return nil
      }
      return value
    } encode: { TOMLText.quoted($0.rawValue) }
  }
}

extension ValueForm where Value == ListenAddress {
  static var listenAddress: Self {
    .parsed("address", allowed: "host:port, [v6]:port or *:port", example: "127.0.0.1:2775", { ListenAddress($0) }) { "\($0)" }
  }
}

extension ValueForm where Value == Network {
  static var network: Self {
    .parsed("network", allowed: "CIDR without host bits", example: "10.0.0.0/8", { Network($0) }) { "\($0)" }
  }
}

extension ValueForm where Value == TimeOffset {
  static var timeOffset: Self {
    .parsed("time zone", allowed: "UTC or ±hh:mm", example: "+03:00", { TimeOffset($0) }) { "\($0)" }
  }
}

extension ValueForm where Value == StoreLocation {
  static var storeLocation: Self {
    .parsed(
      "store", allowed: "sqlite:FILE, postgresql://user@host/name or memory:", example: "sqlite:passerelle.db",
      { StoreLocation($0) }) { "\($0)" }
  }
}

extension ValueForm where Value == MailRelay {
  static var mailRelay: Self {
    .parsed(
      "relay", allowed: "smtp://host:port, smtps://host:port or folder:PATH", example: "smtp://127.0.0.1:25", { MailRelay($0) }
    ) { "\($0)" }
  }
}

extension ValueForm where Value == String {
  /// A name that stands in paths, logs and other keys.
  static var name: Self {
    .parsed("name", allowed: "1 to 64 letters, digits, -, _ or .", example: "shop") { text in
      let fits = text.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || [45, 46, 95].contains($0)
      }
      return fits && (1...64).contains(text.utf8.count) ? text : nil
    } encode: { $0 }
  }

  static var proxyURL: Self {
    .parsed("URL", allowed: "http, https, socks5 or socks5h", example: "http://proxy:3128") { text in
      guard let url = URLText.parts(text), ["http", "https", "socks5", "socks5h"].contains(url.scheme) else { return nil }
      return text
    } encode: { URLText.masked($0) }
  }
}
