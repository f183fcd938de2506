extension ValueForm where Value == Bool {
  static var flag: Self {
    Self("boolean", allowed: "true or false") { node, path, reading in
      if case .boolean(let value) = node.value { return value }
      reading.mismatch(node, path, expected: "true or false")
      return nil
    } encode: {
      $0 ? "true" : "false"
    }
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
    } encode: {
      String($0)
    }
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
    } encode: {
      TOMLText.quoted(SizeText.text($0))
    }
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
    } encode: {
      String($0)
    }
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
          reading.fault(
            path, line: node.line, "\(TOMLText.quoted(text)) is no duration, write it as \"30s\" or in seconds")
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
    } encode: {
      TOMLText.quoted(DurationText.text($0))
    }
  }
}
