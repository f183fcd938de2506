import Messages
import Store

/// What clients and operators do to messages and providers that are in the engine.
extension Engine {
  /// Ends messages that no call has yet (SMPP 3.4 §4.9), and one that a provider has where that can stop it. `done` gets
  /// those that ended; on the engine's executor.
  package func cancel(
    _ selector: CancelSelector, done: @escaping @Sendable (Result<[MessageID], StoreError>) -> Void
  ) {
    executor.post { [self] in
      let wall = executor.wallClock
      let lease = outbox.assumeIsolated { $0.wantsLeases } ? wall + ReceiptOutbox.lease : nil
      gate.submit([.cancel(selector, at: wall, lease: lease)]) { answers in
        self.executor.post { self.cancelled(selector, answers.map { $0.first ?? .done }, done) }
      }
    }
  }

  private func cancelled(
    _ selector: CancelSelector, _ answer: Result<StoreAnswer, StoreError>,
    _ done: @escaping @Sendable (Result<[MessageID], StoreError>) -> Void
  ) {
    switch answer {
    case .success(.cancelled([], _)):
      guard case .message(let id) = selector else { return done(.success([])) }
      cancelAtProvider(id) { stopped in done(.success(stopped ? [id] : [])) }
    case .success(.cancelled(let ids, _)):
      dispatcher.assumeIsolated { _ = $0.withdrawn(Set(ids)) }
      if let answer = try? answer.get() { outbox.assumeIsolated { $0.take(answer) } }
      done(.success(ids))
    case .success: done(.success([]))
    case .failure(let error): done(.failure(error))
    }
  }

  /// Puts another text, times or receipt request in place of those of a message that no call has yet (SMPP 3.4 §4.10).
  /// `done` gets whether it was; on the engine's executor.
  package func replace(
    _ id: MessageID, with replacement: Replacement, done: @escaping @Sendable (Result<Bool, StoreError>) -> Void
  ) {
    executor.post { [self] in
      // Out of memory first: once the new form is on disk, no call may begin with the old one.
      let copies = dispatcher.assumeIsolated { $0.withdrawn([id]) }
      gate.submit([.replace(id, replacement)]) { answers in
        self.executor.post { self.replaced(id, copies, answers.map { $0.first ?? .done }, done) }
      }
    }
  }

  private func replaced(
    _ id: MessageID, _ copies: [LaneName: [Message]], _ answer: Result<StoreAnswer, StoreError>,
    _ done: @Sendable (Result<Bool, StoreError>) -> Void
  ) {
    switch answer {
    case .success(.replaced(true)):
      dispatcher.assumeIsolated { dispatcher in
        // A claim that was under way may have brought the old form.
        dispatcher.withdrawn([id])
        if let record = try? ledger.record(of: id), record.stage == .queued {
          dispatcher.backlogGrew([LaneQueue(lane: record.lane, account: record.message.account)])
        }
      }
      done(.success(true))
    case .success: done(.success(false))
    case .failure(let error):
      dispatcher.assumeIsolated { $0.putBack(copies) }
      done(.failure(error))
    }
  }

  /// Holds all messages of a provider until ``resume(provider:)``; where a route has another, it gets them in time.
  package func hold(provider: String) {
    executor.post { [self] in dispatcher.assumeIsolated { $0.hold(provider: provider) } }
  }

  /// Sends again after ``hold(provider:)``, or after the provider had refused us.
  package func resume(provider: String) {
    executor.post { [self] in dispatcher.assumeIsolated { $0.resume(provider: provider) } }
  }
}
