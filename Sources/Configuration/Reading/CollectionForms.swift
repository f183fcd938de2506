extension ValueForm {
  /// An array of elements, each checked on its own: `smtp.listen[1]` names the wrong one.
  static func list<Element>(_ element: ValueForm<Element>, _ count: ClosedRange<Int> = 0...1000) -> Self
  where Value == [Element] {
    let words = [
      element.allowed, count.lowerBound > 0 ? "at least \(count.lowerBound)" : "", "at most \(count.upperBound)",
    ]
    return Self("list of \(element.plural)", allowed: words.filter { !$0.isEmpty }.joined(separator: "; ")) {
      node, path, reading in
      guard case .array(let nodes) = node.value else {
        reading.mismatch(node, path, expected: "an array")
        return nil
      }
      guard count.contains(nodes.count) else {
        reading.fault(
          path, line: node.line, "has \(nodes.count) elements, allowed are \(count.lowerBound) to \(count.upperBound)")
        return nil
      }
      var values: [Element] = []
      for (index, node) in nodes.enumerated() {
        if let value = element.decode(node, "\(path)[\(index)]", &reading) { values.append(value) }
      }
      return values.count == nodes.count ? values : nil
    } encode: {
      "[" + $0.map(element.encode).joined(separator: ", ") + "]"
    }
  }

  /// A table of free keys, at most 10 000.
  static func map<Element>(_ element: ValueForm<Element>) -> Self where Value == [String: Element] {
    Self("table of \(element.plural)", allowed: element.allowed) { node, path, reading in
      guard case .table(let members) = node.value else {
        reading.mismatch(node, path, expected: "a table")
        return nil
      }
      guard members.count <= 10_000 else {
        reading.fault(path, line: node.line, "has \(members.count) keys, allowed are at most 10000")
        return nil
      }
      var values: [String: Element] = [:]
      for member in members {
        let key = "\(path).\(TOMLText.key(member.key))"
        if let value = element.decode(member, key, &reading) { values[member.key] = value }
      }
      return values.count == members.count ? values : nil
    } encode: { values in
      let rows = values.sorted { $0.key < $1.key }.map { "\(TOMLText.key($0.key)) = \(element.encode($0.value))" }
      return rows.isEmpty ? "{}" : "{ " + rows.joined(separator: ", ") + " }"
    }
  }
}

extension ValueForm {
  /// An array, or a single element without the brackets.
  static func oneOrMore<Element>(_ element: ValueForm<Element>, _ count: ClosedRange<Int>) -> Self
  where Value == [Element] {
    let list = ValueForm.list(element, count)
    return Self("\(element.type) or list", allowed: list.allowed) { node, path, reading in
      if case .array = node.value { return list.decode(node, path, &reading) }
      return element.decode(node, path, &reading).map { [$0] }
    } encode: { values in
      values.count == 1 ? element.encode(values[0]) : list.encode(values)
    }
  }
}

extension ValueForm where Value == String {
  /// What a provider calls a sender: its number there, or its name.
  static var senderName: Self {
    let (number, name) = (ValueForm<Int>.integer(0...2_147_483_647), ValueForm.text(1...40, "name"))
    return Self("sender", allowed: "a number up to 2147483647, or a name of 1 to 40 octets") { node, path, reading in
      if case .integer = node.value { return number.decode(node, path, &reading).map { String($0) } }
      return name.decode(node, path, &reading)
    } encode: { text in
      if let number = Int(text), String(number) == text { return text }
      return name.encode(text)
    }
  }
}

extension ValueForm {
  /// The name of many of its kind.
  fileprivate var plural: String {
    type.hasSuffix("s") || type.hasSuffix("x") ? "\(type)es" : "\(type)s"
  }
}
