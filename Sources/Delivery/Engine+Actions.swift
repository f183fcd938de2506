import Dispatch
import Messages
import Store

/// What clients and operators do to messages and providers that are in the engine.
extension Engine {
  /// Ends messages that no call has yet (SMPP 3.4 §4.9), and those that providers have where they can stop them, of many
  /// the ``stoppedAtOnce`` newest. `done` gets those that have ended, on the engine's executor: at once where some waited
  /// here, otherwise when the providers have answered or ``cancelPatience`` is over; they are asked to the end all the same.
  ///
  /// - Parameter reachesProviders: whether providers are asked at all.
  package func cancel(
    _ selector: CancelSelector, reachesProviders: Bool = true,
    done: @escaping @Sendable (Result<[MessageID], StoreError>) -> Void
  ) {
    executor.post { [self] in
      let wall = executor.wallClock
      let lease = outbox.assumeIsolated { $0.wantsLeases } ? wall + ReceiptOutbox.lease : nil
      gate.submit([.cancel(selector, at: wall, lease: lease)]) { answers in
        self.executor.post {
          self.cancelled(reachesProviders ? selector : nil, answers.map { $0.first ?? .done }, done)
        }
      }
    }
  }

  /// - Parameter selector: which messages providers are asked to stop; nil for none.
  private func cancelled(
    _ selector: CancelSelector?, _ answer: Result<StoreAnswer, StoreError>,
    _ done: @escaping @Sendable (Result<[MessageID], StoreError>) -> Void
  ) {
    switch answer {
    case .success(.cancelled(let ids, _)):
      if !ids.isEmpty {
        dispatcher.assumeIsolated { _ = $0.withdrawn(Set(ids)) }
        if let answer = try? answer.get() { outbox.assumeIsolated { $0.take(answer) } }
      }
      switch selector {
      case .message(let id)? where ids.isEmpty: stopAtProviders([id], answering: whoeverWaits(ids, done)) {}
      case .all(let account, _, let destination, _)?:
        let answer = whoeverWaits(ids, done)
        guard stopping.begin(account) else { return answer.tell() }
        executor.aside { [self] in
          let found = atProviders(selector, account, destination)
          executor.post { self.stopAtProviders(found[...], answering: answer) { self.stopping.end(account) } }
        }
      case .message?, nil: done(.success(ids))
      }
    case .success: done(.success([]))
    case .failure(let error): done(.failure(error))
    }
  }

  /// Messages of one cancel that providers are asked to stop: they are asked one after the other.
  package static let stoppedAtOnce = 100
  /// How long providers have to answer before whoever cancels is told what has ended so far.
  package static let cancelPatience = Duration.seconds(5)

  /// Whoever cancels, with what has ended already: told at once when that is something.
  private func whoeverWaits(
    _ ended: [MessageID], _ done: @escaping @Sendable (Result<[MessageID], StoreError>) -> Void
  ) -> CancelAnswer {
    let answer = CancelAnswer(ended, done)
    if ended.isEmpty { executor.schedule(after: Self.cancelPatience) { answer.tell() } } else { answer.tell() }
    return answer
  }

  /// Those of the selector that providers have.
  private func atProviders(_ selector: CancelSelector?, _ account: String, _ destination: PhoneNumber) -> [MessageID] {
    var query = MessageQuery(limit: 1_000)
    query.account = account
    query.recipient = destination
    query.stage = .sent
    // Nothing can be told of a store that cannot be read; what waited has ended by now.
    let records = (try? ledger.search(query)) ?? []
    return records.lazy.filter { selector?.matches($0.message) ?? false }.prefix(Self.stoppedAtOnce).map(\.message.id)
  }

  private func stopAtProviders(
    _ ids: ArraySlice<MessageID>, answering answer: CancelAnswer, then: @escaping @Sendable () -> Void
  ) {
    guard let id = ids.first else {
      answer.tell()
      return then()
    }
    cancelAtProvider(id) { [self] stopped in
      if stopped { answer.add(id) }
      stopAtProviders(ids.dropFirst(), answering: answer, then: then)
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
