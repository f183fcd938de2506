import Synchronization
import Telemetry
import Testing

@Suite struct LogTests {
  private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
  }

  private func line(_ format: Log.Format, _ value: String) -> String {
    let lines = Lines()
    Log(format: format) { lines.add($0) }.info("event", ["key": value])
    return lines.all.first ?? ""
  }

  @Test(arguments: [
    ("plain", "key=plain"), ("", "key=\"\""), ("two words", "key=\"two words\""), ("a=b", "key=\"a=b\""),
    ("say \"x\"", "key=\"say \\\"x\\\"\""), ("x\nlevel=error event=forged", "key=\"x\\nlevel=error event=forged\""),
    ("a\u{1B}[31m", "key=\"a\\u001b[31m\""), ("\u{9B}31m", "key=\"\\u009b31m\""), ("привет", "key=\"привет\""),
    ("a\u{2028}b", "key=\"a\\u2028b\""), ("a\u{202E}b", "key=\"a\\u202eb\""), ("back\\slash", "key=back\\slash"),
  ])
  func valuesAreQuotedSoThatNothingForgesALine(value: String, field: String) {
    #expect(line(.logfmt, value) == "level=info event=event " + field)
  }

  @Test func jsonLinesAreOneObjectEach() {
    #expect(line(.json, "a\"\n\u{7F}") == #"{"level":"info","event":"event","key":"a\"\n\u007f"}"#)
  }

  @Test func linesBelowTheLevelAreLeftOut() {
    let lines = Lines()
    let log = Log(level: .warning, clock: { "T" }, sink: { lines.add($0) })
    log.debug("a")
    log.info("b")
    log.warning("c")
    log.error("d")
    #expect(lines.all == ["ts=T level=warning event=c", "ts=T level=error event=d"])
  }

  @Test func numbersAreMaskedUnlessContentMayBeShown() {
    #expect(Log.silent.masked("375291234567") == "…4567")
    #expect(Log.silent.masked("1234") == "1234")
    #expect(Log(showsContent: true, sink: { _ in }).masked("375291234567") == "375291234567")
  }

  @Test(arguments: Log.Level.allCases) func levelsAreReadFromTheirWords(level: Log.Level) {
    #expect(Log.Level(word: level.word) == level)
    #expect(Log.Level(word: level.word.uppercased()) == nil)
  }
}
