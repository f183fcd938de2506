/// Counts through one chunk of BDAT. It holds no content: what it hands out is stored, or dropped when the chunk is refused.
struct ChunkReader: Sendable {
  private(set) var remaining: Int
  let size: Int
  let isLast: Bool
  /// What the client is told after the chunk; nil when the chunk is content.
  let refusal: Reply?

  init(_ argument: ChunkArgument, refusal: Reply?) {
    remaining = argument.size
    size = argument.size
    isLast = argument.isLast
    self.refusal = refusal
  }

  var isFinished: Bool { remaining == 0 }

  /// Takes what belongs to the chunk off the front of `input`.
  mutating func take(from input: inout InputBuffer) -> ArraySlice<UInt8> {
    let part = input.takeFirst(remaining)
    remaining -= part.count
    return part
  }
}
