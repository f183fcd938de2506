import Messages
import Store

/// What clients and operators order about messages that were accepted.
extension Engine {
  /// Ends messages that still wait; `done` gets those that it ended, on the engine's executor.
  package func cancel(_ selector: CancelSelector, done: @escaping @Sendable ([MessageID]) -> Void) {
    let wall = executor.wallClock
    gate.submit([.cancel(selector, at: wall, lease: nil)]) { [self] answers in
      executor.post { [self] in
        guard case .success(let answers) = answers, case .cancelled(let ids, _)? = answers.first else {
          return done([])
        }
        dispatcher.assumeIsolated { $0.withdrawn(Set(ids)) }
        if let answer = answers.first { outbox.assumeIsolated { $0.take(answer) } }
        outbox.assumeIsolated { $0.tick() }
        done(ids)
      }
    }
  }

  /// Changes a message that still waits; `done` gets whether it did, on the engine's executor.
  package func replace(_ id: MessageID, _ replacement: Replacement, done: @escaping @Sendable (Bool) -> Void) {
    gate.submit([.replace(id, replacement)]) { [self] answers in
      executor.post {
        guard case .success(let answers) = answers, case .replaced(true)? = answers.first else { return done(false) }
        done(true)
      }
    }
  }
}
