/// Something an operator can ask a provider or have it do.
package struct Inquiry: Hashable, Sendable {
  /// As typed: `balance`, `senders`, `lists`.
  package var name: String
  package var summary: String
  /// Names of the arguments, those that must be given first; an optional one ends in `?`.
  package var arguments: [String]
  /// Whether it changes something or costs money: asks before acting.
  package var acts: Bool
  package init(_ name: String, _ summary: String, arguments: [String] = [], acts: Bool = false) {
    self.name = name
    self.summary = summary
    self.arguments = arguments
    self.acts = acts
  }
}

/// An answer for people: rows of named values, or why there is none.
package enum InquiryAnswer: Hashable, Sendable {
  case rows([[String: String]])
  case failed(String)
}
