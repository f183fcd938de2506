import Delivery
import Messages
import Store
import Telemetry

/// Gives up on concatenated messages whose parts did not all come: sends what is there or ends them as EXPIRED, as the
/// account has it.
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
  }

  private func giveUp(_ parts: [HeldPart], _ now: Timestamp) {
    guard let first = parts.first else { return }
    guard let entry = accounts.named(first.key.account), !isKnown(first) else { return drop(first.key) }
    log.warning("parts-missing", ["account": first.key.account, "have": "\(parts.count)", "of": "\(first.key.total)"])
    let joiner = PartJoiner(account: entry.account)
    let message = joiner.join(parts, now: now).flatMap { new in
      engine.intake.prepare(
        entry.account.fitted(new), for: entry, id: first.id, now: engine.executor.now, parts: joiner.receipts(parts),
        charged: true)
    }
    switch message {
    case .success(let message) where entry.account.incomplete == .send || parts.count == Int(first.key.total):
      send(message, first.key)
    case .success(let message): end(message, first.key, now)
    case .failure: drop(first.key)
    }
  }

  private func drop(_ key: PartKey) { engine.gate.submit([.dropParts(key)]) { _ in } }

  /// Whether the part stands in a message already: the process ended between the message's commit and the part's own.
  private func isKnown(_ part: HeldPart) -> Bool {
    (try? engine.ledger.record(account: part.key.account, clientID: part.part.clientID)) != nil
  }

  private func send(_ message: Message, _ key: PartKey) {
    var batch = Intake.Batch()
    batch.messages = [message]
    batch.completed = [key]
    engine.intake.commit(batch) { _ in }
  }

  private func end(_ message: Message, _ key: PartKey, _ now: Timestamp) {
    let report = StatusReport(
      id: message.id, state: .expired, at: now, error: ProviderError(words: "parts of the message are missing"),
      raw: "incomplete")
    let engine = engine
    engine.gate.submit([
      .accept(message, claimed: true), .dropParts(key), .settle([report], at: now, lease: nil),
    ]) { answers in
      guard case .success(let answers) = answers, let answer = answers.last else { return }
      engine.executor.post { engine.outbox.assumeIsolated { $0.take(answer) } }
    }
  }
}
