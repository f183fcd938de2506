extension ValueForm where Value == String {
  /// A text of so many octets of UTF-8, without control characters.
  static func text(_ length: ClosedRange<Int>, _ type: String = "string") -> Self {
    let words =
      length.lowerBound == 0
      ? "at most \(length.upperBound) octets" : "\(length.lowerBound) to \(length.upperBound) octets"
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
    } encode: {
      TOMLText.quoted($0)
    }
  }

  /// `http://` or `https://` with a host.
  static var webURL: Self {
    .parsed("URL", allowed: "http or https", example: "https://host/path") { text in
      guard let url = URLText.parts(text), ["http", "https"].contains(url.scheme) else { return nil }
      return text
    } encode: {
      URLText.masked($0)
    }
  }

  static var domain: Self {
    .parsed("domain", example: "sms.example.test") { text in
      ListenAddress.isHostName(text) && IPAddress(text) == nil ? text.lowercased() : nil
    } encode: {
      $0
    }
  }

  /// Digits of an international number without `+`, 5 to 20 of them (E.164 has 15 at most; service numbers vary).
  static var phone: Self {
    .parsed("phone number", example: "375291234567") { text in
      (3...20).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) } ? text : nil
    } encode: {
      $0
    }
  }

  static var prefix: Self {
    .parsed("number prefix", example: "375") { text in
      (1...15).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) } ? text : nil
    } encode: {
      $0
    }
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
    } encode: {
      TOMLText.quoted($0.rawValue)
    }
  }
}

extension ValueForm where Value == String {
  /// A name that stands in paths, logs and other keys.
  static var name: Self {
    .parsed("name", allowed: "1 to 64 letters, digits, dots, - or _", example: "shop") { text in
      let fits = text.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || [45, 46, 95].contains($0)
      }
      return fits && (1...64).contains(text.utf8.count) ? text : nil
    } encode: {
      $0
    }
  }

  static var proxyURL: Self {
    .parsed("URL", allowed: "http, https, socks5 or socks5h", example: "http://proxy:3128") { text in
      guard let url = URLText.parts(text), ["http", "https", "socks5", "socks5h"].contains(url.scheme) else {
        return nil
      }
      return text
    } encode: {
      URLText.masked($0)
    }
  }
}
