import Messages
import Pacing
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
  private let receiptLifetime: Duration
  private var receiptLimit: Int
  private var upkeep: Duration
  private var nextUpkeep = Duration.zero
  private let log: Log
  private var ticks = 0
  private let step: Duration
  private var isStopped = false
  private var underWay: Set<Task> = []

  private enum Task { case wake, expire, receipts, purge }

  private static let atOnce = 2_000

  /// - Parameters:
  ///   - retention: how long finished messages are kept for `explain`.
  ///   - receiptLifetime: how long receipts are kept for a client that does not take them.
  ///   - receiptLimit: receipts that one account may be owed.
  ///   - upkeep: how often what is finished and what nobody takes is removed.
  ///   - step: how often it looks at the clock.
  package init(
    executor: any EngineExecutor, gate: any StoreGate, dispatcher: Dispatcher, outbox: ReceiptOutbox,
    retention: Duration, receiptLifetime: Duration = DeliveryTerms().receiptRetry.limit,
    receiptLimit: Int = DeliveryTerms().receiptLimit, upkeep: Duration = DeliveryTerms().upkeep,
    step: Duration = DeliveryTerms().tick, log: Log
  ) {
    self.executor = executor
    self.gate = gate
    self.dispatcher = dispatcher
    self.outbox = outbox
    self.retention = retention
    self.receiptLifetime = receiptLifetime
    self.receiptLimit = receiptLimit
    self.upkeep = upkeep
    self.step = step
    self.log = log
  }

  package func start() {
    nextUpkeep = executor.now + upkeep
    again()
  }

  /// Other limits from now on.
  func update(_ terms: DeliveryTerms) {
    receiptLimit = terms.receiptLimit
    upkeep = terms.upkeep
    nextUpkeep = min(nextUpkeep, executor.now + upkeep)
  }

  package func stop() { isStopped = true }

  private func again() {
    executor.schedule(after: step) { self.assumeIsolated { $0.tick() } }
  }

  private func tick() {
    guard !isStopped else { return }
    ticks += 1
    dispatcher.assumeIsolated { dispatcher in
      dispatcher.tick()
      dispatcher.cascade.assumeIsolated { $0.tick() }
    }
    if ticks % 10 == 0 { outbox.assumeIsolated { $0.tick() } }
    wakeDue()
    expire()
    if executor.now >= nextUpkeep {
      nextUpkeep = executor.now + upkeep
      expireReceipts()
      purge()
    }
    again()
  }

  /// Moves what is due into the queues, step by step until nothing is left.
  private func wakeDue() {
    submit(.wake, .wakeDue(now: executor.wallClock, limit: Self.atOnce)) { maintenance, answer in
      guard case .lanes(let queues) = answer, !queues.isEmpty else { return }
      maintenance.dispatcher.assumeIsolated { $0.backlogGrew(queues) }
      maintenance.wakeDue()
    }
  }

  private func expire() {
    submit(.expire, .expire(now: executor.wallClock, limit: Self.atOnce, lease: nil)) { maintenance, answer in
      maintenance.outbox.assumeIsolated { $0.take(answer) }
    }
  }

  /// What nobody takes may not grow without end.
  private func expireReceipts() {
    let now = executor.wallClock
    submit(
      .receipts,
      .expireReceipts(before: now - receiptLifetime, now: now, keep: receiptLimit, limit: Self.atOnce)
    ) { maintenance, answer in
      guard case .count(let count) = answer, count > 0 else { return }
      maintenance.outbox.assumeIsolated { $0.expired(count) }
      if count == Self.atOnce {
        maintenance.executor.schedule(after: .milliseconds(100)) { maintenance.expireMoreReceipts() }
      }
    }
  }

  private nonisolated func expireMoreReceipts() { assumeIsolated { $0.expireReceipts() } }

  /// In small steps with a breath between them: messages go first.
  private func purge() {
    submit(.purge, .purge(before: executor.wallClock - retention, limit: Self.atOnce)) { maintenance, answer in
      guard case .count(Self.atOnce) = answer else { return }
      maintenance.executor.schedule(after: .milliseconds(100)) { maintenance.purgeMore() }
    }
  }

  private nonisolated func purgeMore() { assumeIsolated { $0.purge() } }

  /// A store that is slow is not asked for the same again before it has answered.
  private func submit(
    _ task: Task, _ change: StoreChange, then: @escaping @Sendable (isolated Maintenance, StoreAnswer) -> Void
  ) {
    guard !isStopped, underWay.insert(task).inserted else { return }
    gate.submit([change]) { answers in
      self.executor.post {
        self.assumeIsolated { maintenance in
          maintenance.underWay.remove(task)
          switch answers {
          case .success(let answers): then(maintenance, answers.first ?? .done)
          case .failure(let error): maintenance.log.warning("maintenance-failed", ["error": "\(error)"])
          }
        }
      }
    }
  }
}
