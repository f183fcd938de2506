/// The request line and the fields of one request while they come in, with the rules about them.
struct HTTPRequestHead: Sendable {
  enum Framing: Equatable {
    case none
    case length(Int)
    case chunked
  }

  private(set) var method = HTTPRequest.Method.get
  private(set) var target = ""
  private(set) var headers = HTTPHeaders()
  private(set) var fieldBytes = 0
  private(set) var fieldCount = 0
  private var isVersion10 = false

  /// `METHOD SP target SP HTTP/1.x` (RFC 9112 §3), single spaces only.
  mutating func readRequestLine(_ line: [UInt8]) throws(HTTPRefusal) {
    let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].allSatisfy(Self.isToken), !parts[0].isEmpty else {
      throw HTTPRefusal(status: 400, reason: "the request line is malformed")
    }
    try readVersion(parts[2])
    guard let method = HTTPRequest.Method(rawValue: String(decoding: parts[0], as: UTF8.self)) else {
      throw HTTPRefusal(status: 501, reason: "the method is not known")
    }
    self.method = method
    try readTarget(parts[1])
  }

  private mutating func readVersion(_ version: ArraySlice<UInt8>) throws(HTTPRefusal) {
    if version.elementsEqual("HTTP/1.1".utf8) { return }
    isVersion10 = version.elementsEqual("HTTP/1.0".utf8)
    guard !isVersion10 else { return }
    let isHTTP = version.starts(with: "HTTP/".utf8)
    throw HTTPRefusal(status: isHTTP ? 505 : 400, reason: "the version is not HTTP/1.1")
  }

  /// Origin form; absolute form loses its authority; `*` for OPTIONS (RFC 9112 §3.2).
  private mutating func readTarget(_ raw: ArraySlice<UInt8>) throws(HTTPRefusal) {
    let refusal = HTTPRefusal(status: 400, reason: "the request target is malformed")
    guard raw.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw refusal }
    if raw.elementsEqual([0x2A]), method == .options {
      target = "*"
    } else if raw.first == 0x2F {
      target = String(decoding: raw, as: UTF8.self)
    } else if let scheme = ["http://", "https://"].first(where: { raw.starts(with: $0.utf8) }) {
      let path = raw.dropFirst(scheme.utf8.count).drop { $0 != 0x2F && $0 != 0x3F }
      target = (path.first == 0x2F ? "" : "/") + String(decoding: path, as: UTF8.self)
    } else {
      throw refusal
    }
  }

  /// `name ":" OWS value OWS` (RFC 9112 §5).
  mutating func readField(_ line: [UInt8], keep: Bool) throws(HTTPRefusal) {
    guard line.first != 0x20, line.first != 0x09 else {
      throw HTTPRefusal(status: 400, reason: "a header line is folded")
    }
    guard let colon = line.firstIndex(of: 0x3A), colon > 0, line[..<colon].allSatisfy(Self.isToken) else {
      throw HTTPRefusal(status: 400, reason: "a header name is malformed")
    }
    let value = Self.trimmed(line[(colon + 1)...])
    guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
      throw HTTPRefusal(status: 400, reason: "a header value is malformed")
    }
    fieldBytes += line.count + 2
    fieldCount += 1
    if keep {
      headers.add(String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
    }
  }

  /// How the body is delimited (RFC 9112 §6.3), with everything refused on which two readers could disagree.
  func framing() throws(HTTPRefusal) -> Framing {
    let hosts = values("host").count
    guard hosts == 1 || (isVersion10 && hosts == 0) else {
      throw HTTPRefusal(status: 400, reason: "Host must be there once")
    }
    let (lengths, codings) = (values("content-length"), values("transfer-encoding"))
    guard lengths.isEmpty || codings.isEmpty, lengths.count <= 1, codings.count <= 1 else {
      throw HTTPRefusal(status: 400, reason: "the length of the body is ambiguous")
    }
    if let coding = codings.first {
      guard !isVersion10 else { throw HTTPRefusal(status: 400, reason: "HTTP/1.0 has no transfer codings") }
      guard Self.lowered(coding).elementsEqual("chunked".utf8) else {
        throw HTTPRefusal(status: 501, reason: "the transfer coding is not known")
      }
      return .chunked
    }
    guard let length = lengths.first else { return .none }
    guard (1...18).contains(length.utf8.count), length.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(length)
    else { throw HTTPRefusal(status: 400, reason: "the length of the body is malformed") }
    return number == 0 ? .none : .length(number)
  }

  func expectsContinue() throws(HTTPRefusal) -> Bool {
    guard !isVersion10, let expectation = values("expect").first else { return false }
    guard Self.lowered(expectation).elementsEqual("100-continue".utf8) else {
      throw HTTPRefusal(status: 417, reason: "the expectation is not known")
    }
    return true
  }

  /// RFC 9112 §9.3.
  var keepAlive: Bool {
    let options = values("connection").flatMap { Self.lowered($0).split(separator: 0x2C).map { Self.trimmed($0) } }
    if options.contains(where: { $0.elementsEqual("close".utf8) }) { return false }
    return !isVersion10 || options.contains { $0.elementsEqual("keep-alive".utf8) }
  }

  private func values(_ name: String) -> [String] {
    headers.fields.filter { Self.lowered($0.name).elementsEqual(name.utf8) }.map(\.value)
  }

  private static func lowered(_ text: String) -> [UInt8] {
    text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var value = bytes.drop { $0 == 0x20 || $0 == 0x09 }
    while let last = value.last, last == 0x20 || last == 0x09 { value.removeLast() }
    return value
  }

  /// `tchar` (RFC 9110 §5.6.2).
  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: true
    default: false
    }
  }
}
