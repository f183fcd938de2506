import Messages
import Telemetry

/// Counts messages that have ended, by how.
struct EndedCounters: Sendable {
  private let counters: [MessageState: Counter]

  init(_ metrics: Metrics) {
    let ends = MessageState.allCases.filter(\.isFinal).map { state in
      (
        state,
        metrics.counter(
          "passerelle_messages_ended_total", "Messages that have ended, by how.", [("state", "\(state)")])
      )
    }
    counters = Dictionary(ends, uniquingKeysWith: { first, _ in first })
  }

  /// Counts one; states that are no end are not counted.
  func count(_ state: MessageState) { counters[state]?.add() }
}
