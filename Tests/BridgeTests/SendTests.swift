import Testing

@Suite("send, as a program")
struct SendTests {
  @Test("A message is accepted, its receipt comes, and the exit code is 0")
  func receipt() throws {
    let bridge = try #require(RunningBridge())
    let ended = Program.run(["send", "--config", bridge.configuration, "--to", "+375 29 123-45-67", "--text", "Hello"])
    #expect(ended.code == 0, "\(ended.errors)")
    let lines = ended.output.split(separator: "\n")
    try #require(lines.count == 2)
    #expect(lines[0].hasPrefix("accepted     375291234567  id "))
    #expect(lines[0].hasSuffix("(1 part, GSM 7-bit, 5 of 160)"))
    #expect(lines[1].hasPrefix("delivered    375291234567  DELIVRD err:000"))
  }

  @Test("A long text goes in parts, each with an id and a receipt of its own")
  func parts() throws {
    let bridge = try #require(RunningBridge())
    let text = String(repeating: "Привет ", count: 12)
    let ended = Program.run([
      "send", "--config", bridge.configuration, "--account", "shop", "--to", "375291234567", "--text", text, "--json",
    ])
    #expect(ended.code == 0, "\(ended.errors)")
    #expect(ended.output.contains(#""result":"delivered""#))
    #expect(ended.output.contains(#""parts":2,"encoding":"UCS-2","units":84"#))
    let ids = ended.output.split(separator: "[").last?.split(separator: "]").first?.split(separator: ",") ?? []
    #expect(Set(ids).count == 2)
  }

  @Test("What the provider does not deliver, and what the bridge refuses, is exit code 1")
  func failures() throws {
    let bridge = try #require(RunningBridge())
    let call = ["send", "--config", bridge.configuration, "--text", "x", "--to"]
    let undelivered = Program.run(call + ["375291990001"])
    #expect(undelivered.code == 1)
    #expect(undelivered.output.contains("undelivered  375291990001  UNDELIV err:001"))
    let refused = Program.run(call + ["375291234567", "--service-type", "NOPE"])
    #expect(refused.code == 1)
    #expect(refused.output == "refused      375291234567  ESME_RINVSERTYP\n")
  }

  @Test("A CSV is sent line by line, with quotes, another order of columns and a semicolon")
  func csv() throws {
    let bridge = try #require(RunningBridge())
    bridge.write("text;to\n\"a \"\"quoted\"\";\nsecond line\";375291234567\nplain;375291234568\n", to: "messages.csv")
    let ended = Program.run([
      "send", "--config", bridge.configuration, "--csv", bridge.folder + "/messages.csv", "--wait", "--json",
    ])
    #expect(ended.code == 0, "\(ended.errors)")
    let lines = ended.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.contains(#""result":"delivered""#) })
    #expect(lines.contains { $0.contains(#""units":23"#) })
    #expect(ended.errors.hasPrefix("2 accepted, 0 refused or failed, 2 delivered"))
  }

  @Test("With a fault in any line of a CSV nothing is sent")
  func csvFaults() throws {
    let bridge = try #require(RunningBridge())
    bridge.write("375291234567,fine\nnobody,text\n375291234568,\n375291234569,\"open\n", to: "messages.csv")
    let file = bridge.folder + "/messages.csv"
    let ended = Program.run(["send", "--config", bridge.configuration, "--csv", file])
    #expect(ended.code == 1)
    #expect(ended.output.isEmpty)
    #expect(
      ended.errors == """
        \(file):2: "nobody" is no number
        \(file):3: no text
        \(file):4: the quote is never closed
        passerelle send: nothing was sent

        """)
  }

  @Test("A CSV larger than the window and faster than the rate arrives as a whole")
  func throttled() throws {
    let bridge = try #require(RunningBridge(extra: "window = 5\nrate = 20"))
    let rows = (0..<40).map { "3752912345\($0 + 10),text\n" }
    bridge.write(rows.joined(), to: "messages.csv")
    let ended = Program.run(["send", "--config", bridge.configuration, "--csv", bridge.folder + "/messages.csv"])
    #expect(ended.code == 0, "\(ended.errors)")
    #expect(ended.output.split(separator: "\n").filter { $0.hasPrefix("accepted") }.count == 40)
  }

  @Test("Of a hashed password the variable tells the password")
  func hashedPassword() throws {
    let hash = Program.run(["password"], input: "secret\n").output.dropLast()
    let bridge = try #require(RunningBridge(password: String(hash)))
    let call = ["send", "--config", bridge.configuration, "--to", "375291234567", "--text", "x", "--wait", "0"]
    let without = Program.run(call)
    #expect(without.code == 1)
    #expect(without.errors.contains("--password-env"))
    let with = Program.run(call + ["--password-env", "SHOP"], environment: ["SHOP": "secret"])
    #expect(with.code == 0, "\(with.errors)")
    let wrong = Program.run(call + ["--password-env", "SHOP"], environment: ["SHOP": "other"])
    #expect(wrong.code == 1)
    #expect(wrong.errors.contains("ESME_RINVPASWD"))
  }

  @Test(
    "Wrong usage is exit code 2 and says what is wrong",
    arguments: [
      (["send", "--text", "x"], "--to or --csv is missing"),
      (["send", "--to", "375291234567"], "--text is missing"),
      (["send", "--to", "nobody", "--text", "x"], "nobody is no number"),
      (["send", "--to", "375291234567", "--text", "x", "--schedule", "soon"], "--schedule wants"),
      (["send", "--to", "375291234567", "--text", "x", "--wait=soon"], "--wait wants"),
      (["send", "--csv", "a.csv", "--text", "x"], "--csv stands instead of"),
      (["send", "--colour"], "there is no option --colour"),
      (["bench", "--store", "paper"], "--store is sqlite or memory"),
      (["bench", "--connect", "127.0.0.1:2775"], "--connect wants --system-id and --password"),
    ])
  func usage(arguments: [String], words: String) {
    let ended = Program.run(arguments)
    #expect(ended.code == 2)
    #expect(ended.errors.contains(words))
    #expect(ended.output.isEmpty)
  }

  @Test("Without a bridge it says so in one sentence")
  func nobodyThere() throws {
    let bridge = try #require(RunningBridge())
    #expect(bridge.stop() == 0)
    let ended = Program.run(["send", "--config", bridge.configuration, "--to", "375291234567", "--text", "x"])
    #expect(ended.code == 1)
    #expect(ended.errors == "passerelle send: no bridge at 127.0.0.1:\(bridge.port): Connection refused\n")
  }
}
