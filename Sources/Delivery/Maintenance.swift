import Messages
import Store
import Telemetry

/// What is done by the clock: scheduled messages become due, validities end, what is finished is forgotten.
package actor Maintenance {
  package nonisolated let executor: any EngineExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let gate: any StoreGate
  private let dispatcher: Dispatcher
  private let outbox: ReceiptOutbox
  private let retention: Duration
  private let log: Log
  private var seconds = 0
  private var stopped = false
  private static let step = 2_000

  /// - Parameter retention: how long finished messages are kept for `explain`.
  package init(
    executor: any EngineExecutor, gate: any StoreGate, dispatcher: Dispatcher, outbox: ReceiptOutbox,
    retention: Duration, log: Log
  ) {
    self.executor = executor
    self.gate = gate
    self.dispatcher = dispatcher
    self.outbox = outbox
    self.retention = retention
    self.log = log
  }

  package func start() { again() }
  package func stop() { stopped = true }

  private func again() {
    executor.schedule(after: .seconds(1)) { self.assumeIsolated { $0.tick() } }
  }

  private func tick() {
    guard !stopped else { return }
    seconds += 1
    dispatcher.assumeIsolated { $0.tick() }
    if seconds % 10 == 0 { outbox.assumeIsolated { $0.tick() } }
    wakeDue()
    if seconds % 5 == 0 { expire() }
    if seconds % 60 == 0 { purge() }
    again()
  }

  private func wakeDue() {
    submit(.wakeDue(now: executor.wallClock, limit: Self.step)) { maintenance, answer in
      guard case .lanes(let queues) = answer, !queues.isEmpty else { return }
      maintenance.dispatcher.assumeIsolated { $0.backlogGrew(queues) }
    }
  }

  private func expire() {
    submit(.expire(now: executor.wallClock, limit: Self.step, lease: nil)) { maintenance, answer in
      maintenance.outbox.assumeIsolated { $0.take(answer) }
    }
  }

  private func purge() {
    submit(.purge(before: executor.wallClock - retention, limit: Self.step)) { maintenance, answer in
      if case .count(Self.step) = answer { maintenance.purge() }
    }
  }

  private func submit(_ change: StoreChange, then: @escaping @Sendable (isolated Maintenance, StoreAnswer) -> Void) {
    gate.submit([change]) { answers in
      self.executor.post {
        self.assumeIsolated { maintenance in
          switch answers {
          case .success(let answers): then(maintenance, answers.first ?? .done)
          case .failure(let error): maintenance.log.warning("maintenance-failed", ["error": "\(error)"])
          }
        }
      }
    }
  }
}
