/// Reads the text that follows DATA: finds CRLF.CRLF, takes off doubled dots (RFC 5321 §4.5.2), keeps count.
///
/// The reader starts as if a CRLF had just been read, so `.CRLF` at once is an empty message. Content is stored normalised
/// (bare LF as CRLF, bare CR as a space, NUL dropped) and each such repair leaves a mark in `defects`; whether a marked
/// message is refused is the session's business. Past `maximumSize` the content is dropped and only counted, so the dialogue
/// stays in step.
package struct DataReader: Sendable {
  /// Where in a line the reader stands. CRs and dots that may belong to the end of data are not stored before it is known.
  private enum Position {
    /// After CRLF.
    case lineStart
    /// After a bare LF: starts a line too, but a lone dot here never ends the data.
    case looseStart
    case text
    /// After a CR within a line.
    case carriageReturn
    /// After CRLF and a dot.
    case dot
    /// After CRLF, dot and CR.
    case dotCarriageReturn
    /// After a bare LF and a dot.
    case looseDot
    /// After a bare LF, a dot and CR.
    case looseDotCarriageReturn
    /// After CRLF.CRLF.
    case finished
  }

  /// The octets of content kept, at most this many.
  package let maximumSize: Int
  /// The octets of a line without its end, at most this many.
  package let maximumLine: Int
  /// What was wrong so far.
  package private(set) var defects: ContentDefects = []
  /// The size of the content in the sense of RFC 1870 §3: without doubled dots and without the final dot line.
  package private(set) var size = 0
  /// The content: dots unstuffed, every line ended with CRLF. Empty once `size` is over the limit.
  package private(set) var content: [UInt8] = []
  private var position = Position.lineStart
  private var lineLength = 0

  package init(maximumSize: Int, maximumLine: Int) {
    self.maximumSize = maximumSize
    self.maximumLine = maximumLine
  }

  /// CRLF.CRLF has been read.
  package var isFinished: Bool { position == .finished }
  /// The content was longer than `maximumSize` and is gone.
  package var isTooLarge: Bool { size > maximumSize }

  /// Reads until the end of the data or of `buffer`, and returns how many octets it used: what is left belongs to the next command.
  package mutating func read(_ buffer: UnsafeRawBufferPointer) -> Int {
    var index = 0
    while index < buffer.count, position != .finished {
      if position == .text {
        index = readText(buffer, from: index)
      } else {
        index &+= step(buffer[index]) ? 1 : 0
      }
    }
    return index
  }

  /// Stores the run up to the next octet that may need attention, and takes that octet in.
  private mutating func readText(_ buffer: UnsafeRawBufferPointer, from start: Int) -> Int {
    let end = OctetSearch.firstIndex(below: ASCII.cr + 1, in: buffer, from: start) ?? buffer.count
    if end > start { store(UnsafeRawBufferPointer(rebasing: buffer[start..<end])) }
    guard end < buffer.count else { return end }
    switch buffer[end] {
    case ASCII.cr: position = .carriageReturn
    case ASCII.lf: endLooseLine()
    case ASCII.nul: defects.insert(.nul)
    default: store(buffer[end])
    }
    return end &+ 1
  }

  /// Takes in one octet outside running text; false when the octet has to be looked at again as text.
  private mutating func step(_ octet: UInt8) -> Bool {
    switch position {
    case .lineStart: start(octet, dotted: .dot)
    case .looseStart: start(octet, dotted: .looseDot)
    case .carriageReturn: afterCarriageReturn(octet) { $0.endLine() }
    case .dotCarriageReturn: afterCarriageReturn(octet) { $0.position = .finished }
    case .looseDotCarriageReturn: afterCarriageReturn(octet) { $0.endLoneDot(at: .lineStart) }
    case .dot: afterDot(octet, ending: .dotCarriageReturn)
    case .looseDot: afterDot(octet, ending: .looseDotCarriageReturn)
    case .text, .finished: false
    }
  }

  private mutating func start(_ octet: UInt8, dotted: Position) -> Bool {
    position = octet == ASCII.dot ? dotted : .text
    return octet == ASCII.dot
  }

  private mutating func afterCarriageReturn(_ octet: UInt8, lineFeed: (inout DataReader) -> Void) -> Bool {
    guard octet == ASCII.lf else {
      defects.insert(.bareCR)
      store(ASCII.space)
      position = .text
      return false
    }
    lineFeed(&self)
    return true
  }

  /// A dot that starts a line with other characters is dropped; one that is the whole line ended by a bare LF is content.
  private mutating func afterDot(_ octet: UInt8, ending: Position) -> Bool {
    switch octet {
    case ASCII.cr:
      position = ending
      return true
    case ASCII.lf:
      defects.insert(.bareLF)
      endLoneDot(at: .looseStart)
      return true
    default:
      position = .text
      return false
    }
  }

  private mutating func endLoneDot(at next: Position) {
    store(ASCII.dot)
    endLine()
    position = next
  }

  private mutating func endLooseLine() {
    defects.insert(.bareLF)
    endLine()
    position = .looseStart
  }

  private mutating func endLine() {
    store(ASCII.cr)
    store(ASCII.lf)
    lineLength = 0
    position = .lineStart
  }

  private mutating func store(_ octet: UInt8) {
    count(1, inLine: octet != ASCII.cr && octet != ASCII.lf)
    if !isTooLarge { content.append(octet) }
  }

  private mutating func store(_ run: UnsafeRawBufferPointer) {
    count(run.count, inLine: true)
    if !isTooLarge { content.append(contentsOf: run) }
  }

  private mutating func count(_ octets: Int, inLine: Bool) {
    size &+= octets
    if isTooLarge, !content.isEmpty { content = [] }
    guard inLine else { return }
    lineLength &+= octets
    if lineLength > maximumLine { defects.insert(.longLine) }
  }
}
