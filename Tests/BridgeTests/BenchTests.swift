import Testing

@Suite("bench, as a program")
struct BenchTests {
  @Test("Every message is accepted and every receipt comes")
  func load() {
    let ended = Program.run(["bench", "--binds", "3", "--window", "7", "--messages", "200", "--json"])
    #expect(ended.code == 0, "\(ended.errors)")
    #expect(ended.output.contains(#""accepted":200,"refused":0,"receipts":200,"#))
    #expect(ended.output.contains(#""sink_per_second":"#))
    #expect(ended.output.contains(#""fsync_per_second":"#))
    #expect(ended.output.contains(#""troubles":[]"#))
  }

  @Test("A bridge that runs already is measured without being stopped")
  func connect() throws {
    let bridge = try #require(RunningBridge())
    let ended = Program.run([
      "bench", "--connect", "127.0.0.1:\(bridge.port)", "--system-id", "shop", "--password", "secret", "--binds", "2",
      "--window", "5", "--messages", "20", "--no-receipts",
    ])
    #expect(ended.code == 0, "\(ended.errors)")
    #expect(ended.output.contains("SMPP, 2 binds x window 5, 20 messages"))
    #expect(bridge.stop() == 0)
  }

  @Test("A bridge that refuses the bind is exit code 1 and named")
  func refused() throws {
    let bridge = try #require(RunningBridge())
    let ended = Program.run([
      "bench", "--connect", "127.0.0.1:\(bridge.port)", "--system-id", "shop", "--password", "wrong", "--messages",
      "20",
    ])
    #expect(ended.code == 1)
    #expect(ended.output.contains("the bind was refused: ESME_RINVPASWD"))
  }
}
