import Dispatch
import Messages
import Store
import Synchronization

/// What operators do to single messages.
extension Engine {
  /// What came of it.
  package enum Deed: Sendable, Equatable {
    /// With the id of the message that was made, where one was.
    case done(MessageID?)
    /// As things stand it cannot be done, and why.
    case refused(String)
    case notFound
  }

  /// Keeps a message back that no call has yet, until ``release(_:done:)``; its validity still ends it.
  package func hold(_ id: MessageID, done: @escaping @Sendable (Deed) -> Void) {
    look(up: id, done) { [self] record in
      if record.isHeldBack { return done(.refused("it is held already")) }
      put(Replacement(dueAt: record.message.dueAt.heldBack, cause: .hold), into: record, done)
    }
  }

  /// Lets a message go that was kept back: at once, or when it is due.
  package func release(_ id: MessageID, done: @escaping @Sendable (Deed) -> Void) {
    look(up: id, done) { [self] record in
      guard record.isHeldBack else { return done(.refused("it is not held")) }
      put(Replacement(dueAt: record.message.dueAt.letGo, cause: .release), into: record, done)
    }
  }

  private func put(_ replacement: Replacement, into record: MessageRecord, _ done: @escaping @Sendable (Deed) -> Void) {
    guard record.stage.waits else { return done(.refused(Self.standing(of: record))) }
    replace(record.message.id, with: replacement) { result in
      switch result {
      case .success(true): done(.done(nil))
      case .success(false): done(.refused("a call has it by now"))
      case .failure: done(.refused("the store cannot be written now"))
      }
    }
  }

  // MARK: Again

  /// Sends a message that has ended, and was not delivered, as a new one by the routes of today. Both lives name the
  /// other. Nobody gets a receipt for the new one: whoever sent the first has had its own. A message is sent again once;
  /// then it is the new one that may be.
  ///
  /// - Parameter terms: what the account may; nil when there is no such account any more.
  package func replay(
    _ id: MessageID, terms: @escaping @Sendable (_ account: String) -> (AccountTerms, AccountMeter)?,
    done: @escaping @Sendable (Deed) -> Void
  ) {
    guard replays.withLock({ $0.insert(id).inserted }) else { return done(.refused("it is being sent again just now")) }
    let finish: @Sendable (Deed) -> Void = { [self] deed in
      replays.withLock { _ = $0.remove(id) }
      done(deed)
    }
    look(up: id, finish) { [self] record in
      if let hindrance = hindrance(to: record) { return finish(.refused(hindrance)) }
      guard let (account, meter) = terms(record.message.account) else {
        return finish(.refused("there is no account \(record.message.account) any more"))
      }
      let again = NewMessage(again: record.message, lane: record.lane, now: executor.wallClock)
      switch intake.prepare(again, account: account, meter: meter, now: executor.now, charged: true) {
      case .failure(let refusal): finish(.refused(refusal.word))
      case .success(let message): commit(message, againFor: id, finish)
      }
    }
  }

  private func hindrance(to record: MessageRecord) -> String? {
    guard record.stage == .ended else { return "it has not ended" }
    guard record.state != .delivered else { return "it was delivered" }
    guard let life = try? ledger.life(of: record.message.id) else { return "the store does not answer" }
    return life.last { $0.kind == LifeEvent.replayed }.map { "it was sent again already, \($0.text)" }
  }

  private func commit(_ made: Message, againFor id: MessageID, _ done: @escaping @Sendable (Deed) -> Void) {
    var message = made
    message.routeReason = "sent again for \(id); " + made.routeReason
    var batch = Intake.Batch()
    batch.notes = [LifeEvent(replayed: id, as: message.id, at: message.acceptedAt)]
    batch.messages = [message]
    let new = message.id
    intake.commit(batch) { refusal in done(refusal.map { .refused($0.word) } ?? .done(new)) }
  }

  // MARK: Looking

  /// Reads the record where reading may take its time.
  private func look(
    up id: MessageID, _ done: @escaping @Sendable (Deed) -> Void, _ then: @escaping @Sendable (MessageRecord) -> Void
  ) {
    lookups.async { @Sendable [ledger] in
      do throws(StoreError) {
        guard let record = try ledger.record(of: id) else { return done(.notFound) }
        then(record)
      } catch {
        done(.refused("the store does not answer"))
      }
    }
  }

  private static func standing(of record: MessageRecord) -> String {
    record.stage == .ended ? "it has ended" : "it is with \(record.lane.provider) already"
  }
}

extension Stage {
  /// Whether no call has the message yet.
  fileprivate var waits: Bool {
    switch self {
    case .scheduled, .queued, .claimed: true
    case .calling, .sent, .ended: false
    }
  }
}

extension NewMessage {
  /// The same message once more, from the operator, due at once.
  init(again message: Message, lane: LaneName, now: Timestamp) {
    self.init(
      origin: .operatorConsole, recipient: message.recipient, sender: message.sender, text: message.text,
      content: message.content, channel: message.channel, encoding: message.encoding, segments: message.segments,
      priority: message.priority, acceptedAt: now,
      providerList: message.providerList.map { ProviderList(provider: lane.provider, id: $0) },
      preparedText: message.preparedText, mailAddress: message.mailAddress)
  }
}
