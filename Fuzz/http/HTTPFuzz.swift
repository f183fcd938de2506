/// A fuzz target for what the console and the callbacks read: the first octet chooses the size of the pieces, the rest is
/// what a client sends. What comes out must not depend on how the octets were cut, and must stay within the limits.
private func fuzz(_ input: UnsafeBufferPointer<UInt8>) {
  guard let choice = input.first else { return }
  let bytes = Array(input.dropFirst())
  var limits = HTTPServerLimits()
  limits.body = 4_096
  var whole = HTTPServerParser(limits: limits)
  let events = whole.receive(bytes)
  check(events, limits)
  checkPieces(bytes, Int(choice % 31) + 1, limits, events)
  checkTexts(bytes)
}

private func check(_ events: [HTTPServerParser.Event], _ limits: HTTPServerLimits) {
  for (index, event) in events.enumerated() {
    switch event {
    case .request(let request, let keepAlive):
      precondition(request.body.count <= limits.body)
      precondition(keepAlive || index == events.count - 1, "a request behind the last one")
      _ = FormFields(parsing: request.body)
    case .continueExpected: break
    case .refused: precondition(index == events.count - 1, "something behind a refusal")
    }
  }
}

private func checkPieces(
  _ bytes: [UInt8], _ size: Int, _ limits: HTTPServerLimits, _ expected: [HTTPServerParser.Event]
) {
  var parser = HTTPServerParser(limits: limits)
  var events: [HTTPServerParser.Event] = []
  var start = 0
  while start < bytes.count {
    let end = min(bytes.count, start + size)
    events += parser.receive(Array(bytes[start..<end]))
    start = end
  }
  precondition(events == expected, "it matters how the octets are cut")
}

private func checkTexts(_ bytes: [UInt8]) {
  let text = String(decoding: bytes.prefix(2_000), as: UTF8.self)
  precondition(PercentCoding.decodeText(PercentCoding.encode(text)) == text)
  _ = PercentCoding.decode(bytes, plusIsSpace: true)
  if let fields = FormFields(parsing: bytes) { _ = fields }
  if let seconds = HTTPDate.parse(text) { precondition(HTTPDate.parse(HTTPDate.format(seconds)) == seconds) }
  _ = RetryAfter.read(text, now: 1_700_000_000)
  _ = JSONText.quoted(text)
}

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  fuzz(UnsafeBufferPointer(start: start, count: count))
  return 0
}
