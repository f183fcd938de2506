import Testing

@Suite("serve, as a program")
struct ServeTests {
  @Test("A second instance on the same data folder says so in one sentence, exit code 1")
  func secondInstance() throws {
    let bridge = try #require(RunningBridge())
    let second = Program.run(["serve", "--config", bridge.configuration])
    #expect(second.code == 1)
    #expect(second.errors.split(separator: "\n").count == 1, "\(second.errors)")
    #expect(bridge.stop() == 0)
  }

  @Test("SIGTERM ends it with exit code 0")
  func terminate() throws {
    let bridge = try #require(RunningBridge())
    #expect(bridge.stop() == 0)
  }

  @Test("decode names the status as the specification does")
  func decode() {
    let ended = Program.run(["decode", "00000010 80000004 00000058 00000001"])
    #expect(ended.code == 0)
    #expect(ended.output.contains("ESME_RTHROTTLED"))
  }
}
