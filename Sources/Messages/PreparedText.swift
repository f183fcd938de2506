/// A text that a provider keeps and sends by its number.
package struct PreparedText: Hashable, Sendable {
  package var provider: String
  /// The provider's own id of the text.
  package var id: String

  package init(provider: String, id: String) {
    self.provider = provider
    self.id = id
  }

  /// Reads ``stored``; nil for anything else.
  package init?(stored: String) {
    let halves = stored.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2 else { return nil }
    self.init(provider: String(halves[1]), id: String(halves[0]))
  }

  /// Both in one string; the id holds no slash.
  package var stored: String { id + "/" + provider }
}
