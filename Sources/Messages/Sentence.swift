/// What people are told, apart from the values that stand in it: whoever shows it may do so in another language.
///
/// The form is English. `{0}`, `{1}` and so on are the places of the values; `{0:word}` is the place of a word of ours that
/// is translated too, `{0:clauses}` that of the reasons for a route, `{0:time}` that of a moment in RFC 3339. A sentence
/// without values is its form.
package struct Sentence: Hashable, Sendable {
  package let form: String
  package let values: [String]

  package init(_ form: String, _ values: [String] = []) {
    self.form = form.withoutSeparator
    self.values = values.map(\.withoutSeparator)
  }

  /// In English, with its values.
  package var words: String {
    if values.isEmpty { return form }
    var words = ""
    var rest = form[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      words += rest[..<open]
      let place = rest[rest.index(after: open)..<close].prefix { $0 != ":" }
      if let number = Int(place), values.indices.contains(number) { words += values[number] }
      rest = rest[rest.index(after: close)...]
    }
    return words + rest
  }

  // MARK: As one text

  /// Form and values as a store keeps them: between them stands the unit separator (U+001F), which neither has.
  package var stored: String { values.isEmpty ? form : ([form] + values).joined(separator: String.separator) }

  package init(stored: String) {
    let pieces = stored.split(separator: Character(String.separator), omittingEmptySubsequences: false).map(String.init)
    form = pieces.first ?? ""
    values = Array(pieces.dropFirst())
  }
}

/// A table of sentences: the raw value of each case is a form.
package protocol SentenceForm: RawRepresentable<String>, CaseIterable, Sendable {}

extension SentenceForm {
  /// The sentence with these values in its places.
  package func callAsFunction(_ values: String...) -> Sentence { Sentence(rawValue, values) }
}

extension String {
  fileprivate static let separator = "\u{1F}"

  fileprivate var withoutSeparator: String {
    guard utf8.contains(0x1F) else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.map { $0.value == 0x1F ? " " : $0 }))
  }
}
