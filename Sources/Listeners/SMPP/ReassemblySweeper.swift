import Delivery
import Messages
import Store
import Telemetry

/// Looks after concatenated messages whose parts did not all come over one node in one run: joins those that were
/// gathered from others, and gives up on the rest in time, sending what is there or ending them as EXPIRED, as the account
/// has it.
package struct ReassemblySweeper: Sendable {
  private let engine: Engine
  private let accounts: AccountDirectory
  private let log: Log

  package init(engine: Engine, accounts: AccountDirectory, log: Log) {
    self.engine = engine
    self.accounts = accounts
    self.log = log
  }

  /// Looks once a second, on the engine's executor, as long as the process runs.
  package func start() {
    engine.executor.schedule(after: .seconds(1)) {
      sweep()
      start()
    }
  }

  private func sweep() {
    let now = engine.executor.wallClock
    let (accounts, engine) = (accounts, engine)
    let late = engine.assembler.takeOlder { name in
      now - (accounts.named(name)?.account.reassemblyTimeout ?? .seconds(120))
    }
    for parts in late { giveUp(parts, now) }
    for parts in engine.assembler.takeComplete() { complete(parts, now) }
    gather(now)
  }

  /// Parts that came to several nodes: whoever sees in the store that all are there takes them.
  private func gather(_ now: Timestamp) {
    guard engine.hasCompany else { return }
    let keys = engine.assembler.waiting(since: now - Self.patience, limit: Self.atOnce)
    guard !keys.isEmpty else { return }
    let engine = engine
    engine.gate.submit([.gatherParts(keys)]) { answers in
      guard case .success(let answers) = answers, case .parts(let parts)? = answers.first else { return }
      engine.assembler.adopt(parts)
    }
  }

  /// The usual message has its parts by then.
  private static let patience = Duration.seconds(1)
  private static let atOnce = 100

  private func complete(_ parts: [HeldPart], _ now: Timestamp) {
    guard let first = parts.first else { return }
    guard let entry = accounts.named(first.key.account), !isKnown(first) else { return drop(parts) }
    switch join(parts, entry, now) {
    case .success(let message): send(message, parts)
    case .failure: drop(parts)
    }
  }

  private func giveUp(_ parts: [HeldPart], _ now: Timestamp) {
    guard let first = parts.first else { return }
    guard let entry = accounts.named(first.key.account), !isKnown(first) else { return drop(parts) }
    log.warning("parts-missing", ["account": first.key.account, "have": "\(parts.count)", "of": "\(first.key.total)"])
    switch join(parts, entry, now) {
    case .success(let message) where entry.account.incomplete == .send: send(message, parts)
    case .success(let message): end(message, parts, now)
    case .failure: drop(parts)
    }
  }

  /// The message of these parts; its id is the first one's.
  private func join(_ parts: [HeldPart], _ entry: AccountDirectory.Entry, _ now: Timestamp) -> Result<Message, Refusal>
  {
    let joiner = PartJoiner(account: entry.account)
    return joiner.join(parts, now: now).flatMap { new in
      engine.intake.prepare(
        entry.account.fitted(new), for: entry, id: parts[0].id, now: engine.executor.now, parts: joiner.receipts(parts),
        charged: true)
    }
  }

  private func drop(_ parts: [HeldPart]) {
    guard let key = parts.first?.key else { return }
    let assembler = engine.assembler
    engine.gate.submit([.dropParts(key)]) { _ in assembler.dropped(parts) }
  }

  /// Whether the part stands in a message already: the process ended between the message's commit and the part's own.
  private func isKnown(_ part: HeldPart) -> Bool {
    (try? engine.ledger.record(account: part.key.account, clientID: part.part.clientID)) != nil
  }

  /// What cannot be stored now waits for the next look.
  private func send(_ message: Message, _ parts: [HeldPart]) {
    var batch = Intake.Batch()
    batch.messages = [message]
    batch.completed = [parts[0].key]
    let engine = engine
    engine.intake.commit(batch) { refusal in
      if refusal == nil { engine.assembler.joined(parts) } else { engine.assembler.putBack(parts) }
    }
  }

  private func end(_ message: Message, _ parts: [HeldPart], _ now: Timestamp) {
    let report = StatusReport(
      id: message.id, state: .expired, at: now, error: ProviderError(words: "parts of the message are missing"),
      raw: "incomplete")
    let engine = engine
    engine.gate.submit([
      .accept(message, claimed: true), .dropParts(parts[0].key), .settle([report], at: now, lease: nil),
    ]) { answers in
      guard case .success(let answers) = answers, let answer = answers.last else {
        return engine.assembler.putBack(parts)
      }
      engine.assembler.joined(parts)
      engine.executor.post { engine.outbox.assumeIsolated { $0.take(answer) } }
    }
  }
}
