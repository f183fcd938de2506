/// What the peer has sent and the session has not used yet. The session bounds it: see `SMTPSession.Limits.bufferedInput`.
struct InputBuffer: Sendable {
  private var octets: [UInt8] = []
  private var head = 0
  /// How far the search for the end of a line has come, so that a line that trickles in is searched once.
  private var searched = 0

  /// The number of octets not used yet.
  var count: Int { octets.count - head }
  var isEmpty: Bool { count == 0 }

  mutating func append(_ more: [UInt8]) {
    if isEmpty {
      octets = more
      head = 0
      searched = 0
    } else {
      octets.append(contentsOf: more)
    }
  }

  /// What stands before the next LF: the line without its LF, or nil while there is none.
  mutating func nextLine() -> [UInt8]? {
    let found = octets.withUnsafeBytes { buffer in
      OctetSearch.firstIndex(of: ASCII.lf, in: buffer, from: max(searched, head))
    }
    guard let end = found else {
      searched = octets.count
      return nil
    }
    let line = [UInt8](octets[head..<end])
    drop(end + 1 - head)
    return line
  }

  /// Drops the first `number` octets.
  mutating func drop(_ number: Int) {
    head += min(max(number, 0), count)
    searched = head
    if head == octets.count {
      removeAll()
    } else if head > 16_384, head > octets.count / 2 {
      octets.removeFirst(head)
      head = 0
      searched = 0
    }
  }

  mutating func removeAll() {
    octets = []
    head = 0
    searched = 0
  }

  /// The first octets, at most `number`, which are dropped.
  mutating func takeFirst(_ number: Int) -> ArraySlice<UInt8> {
    let part = octets[head..<head + min(max(number, 0), count)]
    drop(part.count)
    return part
  }

  /// Shows all that is there to `body`.
  func withUnread<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    octets.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[head...])) }
  }
}
