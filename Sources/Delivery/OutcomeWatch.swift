import Messages
import Store
import Synchronization

/// Tells those who wait for it what a provider made of a message, as soon as that is durable.
///
/// It stands between the engine and the store and reads along: what ends up in the store as an outcome is told. While
/// nobody waits it costs one load.
package final class OutcomeWatch: StoreGate {
  package typealias Told = @Sendable (SendOutcome) -> Void

  private let gate: any StoreGate
  private let waiting = Mutex<[MessageID: Told]>([:])
  private let count = Atomic<Int>(0)

  package init(_ gate: any StoreGate) { self.gate = gate }

  package var isOverloaded: Bool { gate.isOverloaded }

  /// Waits for the first outcome of a message that settles it: accepted or refused. Told once, on the store's thread.
  package func watch(_ id: MessageID, _ told: @escaping Told) {
    waiting.withLock { $0[id] = told }
    count.wrappingAdd(1, ordering: .relaxed)
  }

  /// Waits no longer.
  package func forget(_ id: MessageID) {
    if waiting.withLock({ $0.removeValue(forKey: id) }) != nil { count.wrappingSubtract(1, ordering: .relaxed) }
  }

  package func submit(_ changes: [StoreChange], completion: @escaping StoreCompletion) {
    guard count.load(ordering: .relaxed) > 0 else { return gate.submit(changes, completion: completion) }
    let outcomes = changes.flatMap(Self.outcomes)
    guard !outcomes.isEmpty else { return gate.submit(changes, completion: completion) }
    gate.submit(changes) { answers in
      if case .success = answers { self.tell(outcomes) }
      completion(answers)
    }
  }

  private func tell(_ outcomes: [(id: MessageID, outcome: SendOutcome)]) {
    for (id, outcome) in outcomes {
      guard let told = waiting.withLock({ $0.removeValue(forKey: id) }) else { continue }
      count.wrappingSubtract(1, ordering: .relaxed)
      told(outcome)
    }
  }

  /// What a change settles. A message that ends in any other way than by a call was refused as far as its sender knows.
  private static func outcomes(_ change: StoreChange) -> [(id: MessageID, outcome: SendOutcome)] {
    switch change {
    case .outcomes(_, let outcomes, _, _):
      return outcomes.compactMap { outcome in
        switch outcome.outcome {
        case .accepted, .refused: (outcome.message, outcome.outcome)
        case .retryLater, .unknown: nil
        }
      }
    case .settle(let reports, _, _):
      return reports.compactMap { report in
        guard report.state.isFinal else { return nil }
        if report.state == .delivered { return (report.id, .accepted(ProviderReference())) }
        return (report.id, .refused(report.state, report.error ?? ProviderError(words: report.raw)))
      }
    default: return []
    }
  }
}
