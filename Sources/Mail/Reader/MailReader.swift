/// Reads the structure of a mail (RFC 5322, RFC 2045, RFC 2046) within fixed bounds.
///
/// Lines may end in CRLF or bare LF. Attachments are passed over by looking for the next boundary; nothing is decoded here.
package enum MailReader {
  /// The parts of the mail, or the first bound that it passes.
  package static func read(_ bytes: [UInt8], limits: MailLimits = MailLimits()) throws(MailFault) -> MailMessage {
    var walk = MailWalk(bytes: bytes, limits: limits)
    let root = try walk.part(in: 0..<bytes.count, depth: 1, defaultType: .plainText)
    return MailMessage(bytes: bytes, root: walk.parts[root], parts: walk.parts, limits: limits)
  }
}

/// The parts found so far, and what is left of the bounds.
struct MailWalk {
  let bytes: [UInt8]
  let limits: MailLimits
  private(set) var parts: [MailPart] = []
  private var encodedWords = 0

  init(bytes: [UInt8], limits: MailLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  /// Reads one part and everything inside it; answers its place in ``parts``.
  mutating func part(in range: Range<Int>, depth: Int, defaultType: ContentType) throws(MailFault) -> Int {
    if depth > limits.depth { throw .nestedTooDeep(limit: limits.depth) }
    if parts.count >= limits.parts { throw .tooManyParts(limit: limits.parts) }
    let (headers, bodyStart) = try headerBlock(in: range)
    let part = MailPart(
      headers: headers, body: bodyStart..<range.upperBound, depth: depth, defaultType: defaultType)
    let place = parts.count
    parts.append(part)
    parts[place].children = try inside(part)
    return place
  }

  private mutating func inside(_ part: MailPart) throws(MailFault) -> [Int] {
    let type = part.contentType
    if type.isMultipart, let boundary = type.parameters["boundary"], !boundary.isEmpty {
      return try multipart(part, boundary: boundary)
    }
    if type.name == "message/rfc822" || type.name == "message/global", part.encoding == .identity {
      return [try self.part(in: part.body, depth: part.depth + 1, defaultType: .plainText)]
    }
    return []
  }

  /// RFC 2046 §5.1.1: what stands before the first delimiter and after the closing one is no part.
  private mutating func multipart(_ part: MailPart, boundary: [UInt8]) throws(MailFault) -> [Int] {
    if boundary.count > limits.boundary { throw .boundaryTooLong(limit: limits.boundary) }
    let childType =
      part.contentType.subtype == "digest" ? ContentType(type: "message", subtype: "rfc822") : ContentType.plainText
    var children: [Int] = []
    var start: Int?
    var delimiter = nextDelimiter(boundary, in: part.body)
    while let found = delimiter {
      if let start {
        children.append(
          try self.part(
            in: start..<max(start, found.contentEnd), depth: part.depth + 1, defaultType: childType))
      }
      if found.isLast { return children }
      start = found.next
      delimiter = nextDelimiter(boundary, in: found.next..<part.body.upperBound)
    }
    if let start {
      children.append(
        try self.part(in: start..<part.body.upperBound, depth: part.depth + 1, defaultType: childType))
    }
    return children
  }

  private struct Delimiter {
    /// Where the text before it ends.
    var contentEnd: Int
    /// Where the line after it starts.
    var next: Int
    var isLast: Bool
  }

  private func nextDelimiter(_ boundary: [UInt8], in range: Range<Int>) -> Delimiter? {
    var line = range.lowerBound
    while line < range.upperBound {
      let end = lineEnd(from: line, to: range.upperBound)
      if let isLast = delimiterKind(boundary, line..<end) {
        return Delimiter(
          contentEnd: contentEnd(before: line, from: range.lowerBound), next: min(end + 1, range.upperBound),
          isLast: isLast)
      }
      line = end + 1
    }
    return nil
  }

  /// The line end in front of a delimiter belongs to the delimiter.
  private func contentEnd(before line: Int, from start: Int) -> Int {
    var end = line
    if end > start, bytes[end - 1] == ASCII.lf { end -= 1 }
    if end > start, bytes[end - 1] == ASCII.cr { end -= 1 }
    return end
  }

  /// `nil`: no delimiter; true: the closing one.
  private func delimiterKind(_ boundary: [UInt8], _ line: Range<Int>) -> Bool? {
    let start = line.lowerBound
    guard line.count >= boundary.count + 2, bytes[start] == ASCII.hyphen, bytes[start + 1] == ASCII.hyphen else {
      return nil
    }
    let behind = start + 2 + boundary.count
    guard bytes[(start + 2)..<behind].elementsEqual(boundary) else { return nil }
    var rest = bytes[behind..<line.upperBound]
    let isLast = rest.starts(with: [ASCII.hyphen, ASCII.hyphen])
    if isLast { rest = rest.dropFirst(2) }
    return rest.allSatisfy(ASCII.isSpace) ? isLast : nil
  }

  /// The place of the next LF, or `end`.
  private func lineEnd(from start: Int, to end: Int) -> Int {
    var index = start
    while index < end, bytes[index] != ASCII.lf { index += 1 }
    return index
  }

  /// Fields up to the empty line. A line that can be no field ends the header too, and belongs to the body.
  private mutating func headerBlock(in range: Range<Int>) throws(MailFault) -> (MailHeaders, Int) {
    var fields: [MailHeaders.Field] = []
    var line = range.lowerBound
    var lines = 0
    while line < range.upperBound {
      let end = lineEnd(from: line, to: range.upperBound)
      let next = min(end + 1, range.upperBound)
      let content = end > line && bytes[end - 1] == ASCII.cr ? line..<(end - 1) : line..<end
      if content.isEmpty { return (MailHeaders(bytes: bytes, fields: fields), next) }
      lines += 1
      if lines > limits.headerLines { throw .tooManyHeaderLines(limit: limits.headerLines) }
      if next - range.lowerBound > limits.headerBytes { throw .headerTooLarge(limit: limits.headerBytes) }
      guard add(content, to: &fields) else { break }
      try countEncodedWords(content)
      line = next
    }
    return (MailHeaders(bytes: bytes, fields: fields), line)
  }

  /// Takes a field, a continuation line, or the `From ` line of a mailbox file; false for anything else.
  private func add(_ line: Range<Int>, to fields: inout [MailHeaders.Field]) -> Bool {
    if ASCII.isBlank(bytes[line.lowerBound]) {
      if let last = fields.popLast() {
        fields.append(MailHeaders.Field(name: last.name, value: last.value.lowerBound..<line.upperBound))
      }
      return !bytes[line].allSatisfy(ASCII.isBlank) || !fields.isEmpty
    }
    guard let colon = bytes[line].firstIndex(of: ASCII.colon) else {
      return fields.isEmpty && ASCII.starts(bytes[line], "From ")
    }
    var nameEnd = colon
    while nameEnd > line.lowerBound, ASCII.isBlank(bytes[nameEnd - 1]) { nameEnd -= 1 }
    let name = line.lowerBound..<nameEnd
    guard !name.isEmpty, bytes[name].allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      return fields.isEmpty && ASCII.starts(bytes[line], "From ")
    }
    fields.append(MailHeaders.Field(name: name, value: (colon + 1)..<line.upperBound))
    return true
  }

  private mutating func countEncodedWords(_ line: Range<Int>) throws(MailFault) {
    var previous: UInt8 = 0
    for byte in bytes[line] {
      if byte == ASCII.question && previous == ASCII.equals { encodedWords += 1 }
      previous = byte
    }
    if encodedWords > limits.encodedWords { throw .tooManyEncodedWords(limit: limits.encodedWords) }
  }
}
