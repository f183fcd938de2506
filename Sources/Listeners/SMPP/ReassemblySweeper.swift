import Delivery
import Messages
import Store
import Telemetry

/// Looks after concatenated messages whose parts did not all come over one node in one run: joins those that were
/// gathered from others, and gives up on the rest in time, sending what is there or ending them as EXPIRED, as the account
/// has it. What is refused once it is joined ends as REJECTED: each part was acknowledged.
package struct ReassemblySweeper: Sendable {
  private let engine: Engine
  private let accounts: AccountDirectory
  private let log: Log
  private let orphanTimeout: Duration

  /// - Parameter orphanTimeout: how long parts of an account that is gone wait for it to come back.
  package init(engine: Engine, accounts: AccountDirectory, orphanTimeout: Duration = .seconds(120), log: Log) {
    self.engine = engine
    self.accounts = accounts
    self.orphanTimeout = orphanTimeout
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
    let (accounts, engine, orphanTimeout) = (accounts, engine, orphanTimeout)
    // First: what is complete is not late, however old it is.
    for parts in engine.assembler.takeComplete() { complete(parts, now) }
    let late = engine.assembler.takeOlder { name in
      now - (accounts.named(name)?.account.reassemblyTimeout ?? orphanTimeout)
    }
    for parts in late { giveUp(parts, now) }
    gather(now)
  }

  /// Parts that came to several nodes: whoever sees in the store that all are there takes them, and the others forget
  /// theirs.
  private func gather(_ now: Timestamp) {
    guard engine.hasCompany else { return }
    let held = engine.assembler.waiting(since: now - Self.patience, limit: Self.atOnce)
    guard !held.isEmpty else { return }
    let assembler = engine.assembler
    engine.gate.submit([.gatherParts(held)]) { answers in
      guard case .success(let answers) = answers, case .parts(let taken, let gone)? = answers.first else { return }
      let isGone = Set(gone)
      assembler.forget(held.filter { isGone.contains($0.id) })
      assembler.adopt(taken, since: now)
    }
  }

  /// The usual message has its parts by then.
  private static let patience = Duration.seconds(1)
  private static let atOnce = 1_000

  private func complete(_ parts: [HeldPart], _ now: Timestamp) {
    guard let waiting = waiting(parts), let first = waiting.first else { return }
    guard waiting.count == parts.count else {
      let waits = Set(waiting.map(\.id))
      engine.assembler.forget(parts.filter { !waits.contains($0.id) })
      return engine.assembler.putBack(parts)
    }
    guard let entry = accounts.named(first.key.account) else { return end(waiting, .orphaned, now) }
    switch join(waiting, entry, now) {
    case .success(let message): send(message, waiting)
    case .failure(let refusal): end(waiting, .refused(refusal), now, PartJoiner(account: entry.account))
    }
  }

  private func giveUp(_ parts: [HeldPart], _ now: Timestamp) {
    guard let waiting = waiting(parts), let first = waiting.first else { return }
    log.warning(
      "parts-missing", ["account": first.key.account, "have": "\(waiting.count)", "of": "\(first.key.total)"])
    guard let entry = accounts.named(first.key.account) else { return end(waiting, .orphaned, now) }
    switch join(waiting, entry, now) {
    case .success(let message) where entry.account.incomplete == .send: send(message, waiting)
    case .success(let message): end(message, waiting, .incomplete, now)
    case .failure(let refusal) where entry.account.incomplete == .send:
      end(waiting, .refused(refusal), now, PartJoiner(account: entry.account))
    case .failure: end(waiting, .incomplete, now, PartJoiner(account: entry.account))
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

  /// Those that stand in no message yet: the process may have ended between the message's commit and a part's own. Nil
  /// where there is nothing more to do now: none is left and they are forgotten, or the store cannot be read, and all
  /// wait for the next look.
  private func waiting(_ parts: [HeldPart]) -> [HeldPart]? {
    do throws(StoreError) {
      var waiting: [HeldPart] = []
      for part in parts where try !engine.ledger.holdsMessage(of: part) { waiting.append(part) }
      if waiting.isEmpty { drop(parts) }
      return waiting.isEmpty ? nil : waiting
    } catch {
      engine.assembler.putBack(parts)
      return nil
    }
  }

  /// What cannot be stored now waits for the next look.
  private func send(_ message: Message, _ parts: [HeldPart]) {
    var batch = Intake.Batch()
    batch.messages = [message]
    batch.completed = [parts[0].key]
    batch.gathered = parts
    let engine = engine
    engine.intake.commit(batch) { refusal in
      if refusal == nil { engine.assembler.joined(parts) } else { engine.assembler.putBack(parts) }
    }
  }

  /// What cannot be joined ends all the same: its parts were acknowledged.
  private func end(_ parts: [HeldPart], _ cause: PartsEnd.Cause, _ now: Timestamp, _ joiner: PartJoiner? = nil) {
    let receipts = joiner?.receipts(parts) ?? parts.map(\.part)
    guard let message = Message(unjoined: parts, receipts: receipts, reason: cause.words, now: now) else { return }
    log.warning("parts-refused", ["account": message.account, "id": "\(message.id)", "reason": cause.words])
    end(message, parts, cause, now)
  }

  private func end(_ message: Message, _ parts: [HeldPart], _ cause: PartsEnd.Cause, _ now: Timestamp) {
    let engine = engine
    PartsEnd(message, cause, now: now).write(to: engine, of: parts) { isStored in
      if isStored { engine.assembler.joined(parts) } else { engine.assembler.putBack(parts) }
    }
  }
}
