/// The text of a message and what it took to read it.
package struct DecodedText: Sendable, Equatable {
  /// The text; U+FFFD stands for what could not be read, so it is empty only when there were no octets of text.
  package var text: String
  /// The mistake that was mended, nil when the octets were what the coding said.
  package var repair: TextRepair?

  package init(_ text: String, repair: TextRepair? = nil) {
    self.text = text
    self.repair = repair
  }

  /// Compares scalars, not canonical equivalents.
  package static func == (left: DecodedText, right: DecodedText) -> Bool {
    left.repair == right.repair && left.text.utf8.elementsEqual(right.text.utf8)
  }
}
