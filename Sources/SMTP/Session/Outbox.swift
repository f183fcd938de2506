/// Gathers the actions of one event; what is sent in between is joined.
struct Outbox: Sendable {
  private var actions: [SMTPSession.Action] = []
  private var output: [UInt8] = []

  mutating func send(_ reply: Reply, utf8: Bool) {
    ReplyEncoder.append(reply, utf8: utf8, to: &output)
  }

  mutating func send(line: some Sequence<UInt8>) {
    output.append(contentsOf: line)
    output.append(ASCII.cr)
    output.append(ASCII.lf)
  }

  mutating func add(_ action: SMTPSession.Action) {
    flush()
    actions.append(action)
  }

  mutating func take() -> [SMTPSession.Action] {
    flush()
    let taken = actions
    actions = []
    return taken
  }

  private mutating func flush() {
    guard !output.isEmpty else { return }
    actions.append(.send(output))
    output = []
  }
}
