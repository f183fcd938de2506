/// Why a text cannot be cut into parts.
package enum SegmentationError: Error, Sendable, Hashable {
  /// It would take more parts than one message can have (255).
  case tooManyParts(Int)
  /// The encoding that was demanded does not have all the characters.
  case unencodable
}
