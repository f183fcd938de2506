/// The receiving half of an HTTP/1.1 server connection as a value: bytes in, requests out (RFC 9112).
///
/// It is stricter than the RFC where leniency is how requests get smuggled: lines end in CRLF, a length is given once and in
/// one way, folded header lines are refused.
package struct HTTPServerParser: Sendable {
  package enum Event: Equatable, Sendable {
    /// A whole request; `keepAlive` tells whether another may follow on the connection.
    case request(HTTPRequest, keepAlive: Bool)
    /// The client waits for `100 Continue` before it sends the body (RFC 9110 §10.1.1).
    case continueExpected
    /// Answer and close. The last event; nothing is read any more.
    case refused(HTTPRefusal)
  }

  private enum State: Equatable {
    /// Can transition to: fields, dead.
    case requestLine
    /// Can transition to: body, chunkSize, requestLine, dead.
    case fields
    /// So many bytes are still to come. Can transition to: requestLine, dead.
    case body(Int)
    /// Can transition to: chunk, trailers, dead.
    case chunkSize
    /// So many bytes are still to come. Can transition to: chunkEnd.
    case chunk(Int)
    /// The CRLF behind a chunk. Can transition to: chunkSize, dead.
    case chunkEnd
    /// Can transition to: requestLine, dead.
    case trailers
    /// A request was refused, or was the last one. Final.
    case dead
  }

  private let limits: HTTPServerLimits
  private var state = State.requestLine
  /// The unfinished line.
  private var line: [UInt8] = []
  private var head = HTTPRequestHead()
  private var body: [UInt8] = []

  package init(limits: HTTPServerLimits = HTTPServerLimits()) { self.limits = limits }

  /// True between requests: closing now cuts nothing off.
  package var isIdle: Bool { (state == .requestLine && line.isEmpty) || state == .dead }

  /// Takes bytes in pieces of any size.
  package mutating func receive(_ bytes: [UInt8]) -> [Event] {
    bytes.withUnsafeBytes { receive($0) }
  }

  /// The same with a view, which is not kept.
  package mutating func receive(_ bytes: UnsafeRawBufferPointer) -> [Event] {
    var events: [Event] = []
    var rest = bytes[...]
    do throws(HTTPRefusal) {
      while !rest.isEmpty, state != .dead {
        switch state {
        case .body(let missing): takeBody(&rest, missing, &events)
        case .chunk(let missing): takeChunk(&rest, missing)
        case .requestLine, .fields, .chunkSize, .chunkEnd, .trailers, .dead:
          if try takeLine(&rest) { try endLine(&events) }
        }
      }
    } catch {
      state = .dead
      events.append(.refused(error))
    }
    return events
  }

  // MARK: Lines

  /// True when the line is complete; then it stands in `line` without its CRLF.
  private mutating func takeLine(_ rest: inout Slice<UnsafeRawBufferPointer>) throws(HTTPRefusal) -> Bool {
    let end = rest.firstIndex(of: 0x0A)
    let piece = rest[..<(end ?? rest.endIndex)]
    // A CR may be the last byte that is counted here without belonging to the line.
    guard line.count + piece.count <= room + 1 else { throw tooLong }
    line.append(contentsOf: piece)
    guard let end else {
      rest = rest[rest.endIndex...]
      return false
    }
    rest = rest[(end + 1)...]
    guard line.popLast() == 0x0D, !line.contains(0x0D) else {
      throw HTTPRefusal(status: 400, reason: "a line does not end in CRLF")
    }
    guard line.count <= room else { throw tooLong }
    return true
  }

  /// How long the line in progress may be.
  private var room: Int {
    switch state {
    case .requestLine: limits.requestLine
    case .fields, .trailers: max(0, limits.headerBytes - head.fieldBytes - 2)
    case .chunkSize: limits.chunkLine
    case .chunkEnd, .body, .chunk, .dead: 0
    }
  }

  private var tooLong: HTTPRefusal {
    switch state {
    case .requestLine: HTTPRefusal(status: 414, reason: "the request line is too long")
    case .fields, .trailers: HTTPRefusal(status: 431, reason: "the header is too long")
    case .chunkSize, .chunkEnd, .body, .chunk, .dead: HTTPRefusal(status: 400, reason: "a chunk is malformed")
    }
  }

  private mutating func endLine(_ events: inout [Event]) throws(HTTPRefusal) {
    defer { line.removeAll(keepingCapacity: true) }
    switch state {
    case .requestLine: try endRequestLine()
    case .fields where line.isEmpty: try endHead(&events)
    case .trailers where line.isEmpty: endRequest(&events)
    case .fields, .trailers: try endField()
    case .chunkSize: try endChunkSize()
    case .chunkEnd: state = .chunkSize
    case .body, .chunk, .dead: break
    }
  }

  private mutating func endRequestLine() throws(HTTPRefusal) {
    // An empty line before a request is left by some clients behind a body (RFC 9112 §2.2).
    if line.isEmpty { return }
    head = HTTPRequestHead()
    try head.readRequestLine(line)
    state = .fields
  }

  private mutating func endField() throws(HTTPRefusal) {
    guard head.fieldCount < limits.headerCount else {
      throw HTTPRefusal(status: 431, reason: "too many header fields")
    }
    // Trailers are checked and counted, and dropped: nothing here has a use for them (RFC 9110 §6.5.1).
    try head.readField(line, keep: state == .fields)
  }

  // MARK: Bodies

  private mutating func endHead(_ events: inout [Event]) throws(HTTPRefusal) {
    switch try head.framing() {
    case .none:
      return endRequest(&events)
    case .length(let length):
      guard length <= limits.body else { throw HTTPRefusal(status: 413, reason: "the body is too large") }
      state = .body(length)
    case .chunked: state = .chunkSize
    }
    if try head.expectsContinue() { events.append(.continueExpected) }
  }

  private mutating func takeBody(
    _ rest: inout Slice<UnsafeRawBufferPointer>, _ missing: Int, _ events: inout [Event]
  ) {
    let piece = rest.prefix(missing)
    body.append(contentsOf: piece)
    rest = rest[piece.endIndex...]
    state = .body(missing - piece.count)
    if missing == piece.count { endRequest(&events) }
  }

  private mutating func takeChunk(_ rest: inout Slice<UnsafeRawBufferPointer>, _ missing: Int) {
    let piece = rest.prefix(missing)
    body.append(contentsOf: piece)
    rest = rest[piece.endIndex...]
    state = missing == piece.count ? .chunkEnd : .chunk(missing - piece.count)
  }

  private mutating func endChunkSize() throws(HTTPRefusal) {
    let digits = line.prefix { $0 != 0x3B && $0 != 0x20 && $0 != 0x09 }
    guard (1...8).contains(digits.count) else { throw HTTPRefusal(status: 400, reason: "a chunk is malformed") }
    var size = 0
    for digit in digits {
      guard let value = PercentCoding.hexValue(digit) else {
        throw HTTPRefusal(status: 400, reason: "a chunk is malformed")
      }
      size = size << 4 | Int(value)
    }
    guard size <= limits.body - body.count else { throw HTTPRefusal(status: 413, reason: "the body is too large") }
    state = size == 0 ? .trailers : .chunk(size)
  }

  private mutating func endRequest(_ events: inout [Event]) {
    let request = HTTPRequest(head.method, head.target, headers: head.headers, body: body)
    body = []
    state = head.keepAlive ? .requestLine : .dead
    events.append(.request(request, keepAlive: head.keepAlive))
  }
}
