/// The argument of BDAT (RFC 3030 §2): the size of the chunk that follows, and whether it is the last.
///
///     C: BDAT 1000 LAST
package struct ChunkArgument: Equatable, Sendable {
  /// Octets that follow the command line, at most 18 digits.
  package let size: Int
  package let isLast: Bool

  /// Nil when the argument is no size, or something other than LAST stands behind it: then nobody knows where the chunk ends.
  package init?(_ argument: ArraySlice<UInt8>) {
    let words = ASCII.trimmingTrailingSpaces(argument).split(separator: ASCII.space, omittingEmptySubsequences: false)
    guard let first = words.first, words.count <= 2, let size = ASCII.decimal(first, maximumDigits: 18) else {
      return nil
    }
    if words.count == 2 {
      guard ASCII.keyword(words[1]) == "LAST" else { return nil }
    }
    self.size = size
    isLast = words.count == 2
  }
}
