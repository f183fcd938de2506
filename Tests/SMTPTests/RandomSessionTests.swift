import SMTP
import Testing

/// SplitMix64, so that a failing sequence can be found again by its seed.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

@Suite struct RandomSessionTests {
  static let lines = [
    "EHLO x", "HELO x", "MAIL FROM:<a@b>", "MAIL FROM:<>", "MAIL FROM:bad", "RCPT TO:<1@c>", "RCPT TO:<2@refused>",
    "RCPT TO:bad",
    "DATA", "DATA", "DATA", "RSET", "NOOP", "BDAT 3\r\nabc", "BDAT 3 LAST\r\nabc", "BDAT 0", "BDAT 99\r\n", "VRFY x",
    "FOO",
  ]

  /// What the server believes, told from the replies alone.
  struct Belief {
    var hasMail = false
    var recipients = 0

    mutating func note(_ line: String, _ code: String) {
      let isPositive = code.utf8.first == UInt8(ascii: "2")
      switch line.prefix(4) {
      case "EHLO", "HELO", "RSET": if isPositive { self = Belief() }
      case "MAIL": if isPositive { hasMail = true }
      case "RCPT": if isPositive { recipients += 1 }
      default: break
      }
    }
  }

  @Test(arguments: 0..<300)
  func `DATA without MAIL and an accepted RCPT is never 354`(seed: UInt64) {
    var random = SeededGenerator(state: seed)
    var dialogue = Dialogue {
      $0.limits.errors = 10_000
      $0.limits.errorsBeforeDelay = 10_000
      $0.limits.unknownCommands = 10_000
      $0.limits.message = 50
    }
    dialogue.recipient = { $0.path.domain == "refused" ? .refused(Reply(550, 1, 1, "No")) : .accepted(text: nil) }
    dialogue.message = { [$0.recipients.count % 2 == 0 ? .ok : .localError] }
    var belief = Belief()
    for _ in 0..<60 {
      let line = Self.lines.randomElement(using: &random) ?? "NOOP"
      let messages = dialogue.messages.count
      if line.utf8.starts(with: "BDAT".utf8), !line.utf8.contains(13) || line.utf8.last == 10 {
        dialogue.say(line.utf8.last == 10 ? "BDAT 99\r\n" + String(repeating: "x", count: 97) : line)
      } else if line.utf8.starts(with: "BDAT".utf8) {
        dialogue.send(line)
      } else {
        dialogue.say(line)
      }
      guard let code = dialogue.codes.last, !dialogue.isClosed else { return }
      belief.note(line, code)
      if code == "354" {
        #expect(belief.hasMail && belief.recipients > 0, "seed \(seed)")
        dialogue.send(
          ["x\r\n.\r\n", "\(String(repeating: "x", count: 60))\r\n.\r\n"].randomElement(using: &random) ?? "")
        belief = Belief()
      } else if dialogue.messages.count > messages || line.utf8.starts(with: "BDAT 3 LAST".utf8) {
        if dialogue.messages.count > messages { #expect(belief.hasMail && belief.recipients > 0, "seed \(seed)") }
        if dialogue.messages.count > messages { belief = Belief() }
      }
    }
  }

  @Test(arguments: 0..<200)
  func `Random octets in random pieces never trap a session`(seed: UInt64) {
    var random = SeededGenerator(state: seed)
    var dialogue = Dialogue(seed % 2 == 0 ? .mx : .submission) {
      $0.tolerance = seed % 3 == 0 ? [.unsynchronized, .loosePaths, .mailWithoutHello, .plaintextAuthentication] : []
      $0.bareNewlines = seed % 5 == 0 ? .normalize : .reject
    }
    for _ in 0..<80 where !dialogue.isClosed {
      var octets = Array((Self.lines.randomElement(using: &random) ?? "").utf8) + [13, 10]
      if random.next() % 4 == 0, let index = octets.indices.randomElement(using: &random) {
        octets[index] = UInt8(truncatingIfNeeded: random.next())
      }
      let cut = Int(random.next() % UInt64(octets.count))
      dialogue.send(Array(octets[..<cut]))
      dialogue.send(Array(octets[cut...]))
      if random.next() % 8 == 0 { dialogue.send(".\r\n") }
    }
    #expect(dialogue.output.suffix(2) == [13, 10])
  }
}
