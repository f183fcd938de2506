import Testing

/// What an operator asks a provider, its request, the answer of the documents (or of the vendor's clients), and what is
/// shown of it.
struct InquiryPair: Sendable, CustomTestStringConvertible {
  var name: String
  var given: [String: String]
  var request: String
  var answer: String
  var rows: [[String: String]]
  var testDescription: String { name }

  init(
    _ name: String, _ given: [String: String] = [:], _ request: String, _ answer: String, _ rows: [[String: String]]
  ) {
    (self.name, self.given, self.request, self.answer, self.rows) = (name, given, request, answer, rows)
  }
}
