/// The chunks of one message sent with BDAT, put together as they came: no dots, no line ends are touched (RFC 3030 §2).
struct ChunkedContent: Sendable {
  private(set) var content: [UInt8] = []
  private(set) var chunks = 0
  /// Set by the first failure; from then on chunks are swallowed until LAST or RSET.
  private(set) var hasFailed = false

  /// Notes that a chunk of `size` octets begins, and returns why it cannot be content.
  mutating func begin(_ chunk: ChunkArgument, limits: SMTPSession.Limits) -> Reply? {
    chunks += 1
    if hasFailed { return .chunkingFailed }
    let refusal: Reply? =
      if chunk.size == 0 && !chunk.isLast { .emptyChunk } else if chunks > limits.chunks {
        .tooManyChunks
      } else if chunk.size > limits.message - content.count { .messageTooLarge } else { nil }
    if refusal != nil { fail() }
    return refusal
  }

  mutating func append(_ part: ArraySlice<UInt8>) {
    content.append(contentsOf: part)
  }

  private mutating func fail() {
    hasFailed = true
    content = []
  }
}
