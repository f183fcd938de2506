import Dispatch
import Messages
import Synchronization
import Telemetry

/// Looks every ``interval`` whether something needs a person: sets the metrics, writes a line, tells whoever is to be told.
package final class AlarmWatch: Sendable {
  package static let interval = Duration.seconds(5)

  private struct State {
    var board = AlarmBoard()
    var terms: AlarmTerms
    var isRunning = false
  }

  private let state: Mutex<State>
  private let read: @Sendable (_ done: @escaping @Sendable (AlarmReading) -> Void) -> Void
  private let tell: @Sendable (AlarmNotice) -> Void
  private let metrics: AlarmMetrics
  private let log: Log
  private let queue = DispatchQueue(label: "passerelle.alarms")

  /// - Parameters:
  ///   - read: finds out how things stand; answers once, on any thread.
  ///   - tell: hands a notice on; returns at once.
  package init(
    terms: AlarmTerms, metrics: Metrics, log: Log,
    read: @escaping @Sendable (_ done: @escaping @Sendable (AlarmReading) -> Void) -> Void,
    tell: @escaping @Sendable (AlarmNotice) -> Void
  ) {
    state = Mutex(State(terms: terms))
    self.metrics = AlarmMetrics(metrics)
    self.log = log
    self.read = read
    self.tell = tell
  }

  package func start() {
    state.withLock { $0.isRunning = true }
    queue.async { @Sendable in self.look() }
  }

  package func stop() { state.withLock { $0.isRunning = false } }

  /// Other terms from the next look on.
  package func update(_ terms: AlarmTerms) { state.withLock { $0.terms = terms } }

  /// The alarms that stand, as the last reading had them.
  package func standing(at now: Timestamp) -> [AlarmNotice] { state.withLock { $0.board.standing(at: now) } }

  private func look() {
    guard state.withLock({ $0.isRunning }) else { return }
    read { [weak self] reading in self?.take(reading) }
    queue.asyncAfter(deadline: .now() + .seconds(Int(Self.interval.components.seconds))) { @Sendable [weak self] in
      self?.look()
    }
  }

  package func take(_ reading: AlarmReading) {
    let (notices, standing, terms) = state.withLock { state in
      let notices = state.board.take(reading, state.terms)
      return (notices, state.board.standing(at: reading.at), state.terms)
    }
    metrics.set(reading, terms, standing)
    for notice in notices {
      write(notice)
      tell(notice)
    }
  }

  private func write(_ notice: AlarmNotice) {
    let fields: KeyValuePairs<String, String> = [
      "alarm": notice.condition.rawValue, "provider": notice.subject, "words": notice.words,
    ]
    switch notice.turn {
    case .raised, .repeated: log.warning("alarm-\(notice.turn.rawValue)", fields)
    case .cleared: log.info("alarm-cleared", fields)
    }
  }
}
