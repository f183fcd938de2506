import Messages
import Store

/// The state of the flow at one moment: levels as they stood, counts since the process began.
struct FlowSample: Sendable, Equatable {
  var at: Timestamp
  // Levels.
  var waiting: Int
  var calling: Int
  var atProvider: Int
  var receiptsOwed: Int
  var openCalls: Int
  var totals: FlowTotals
  // For means over an interval.
  var callSeconds: Double
  var calls: Double
  var commitSeconds: Double
  var commits: Double

  init(at: Timestamp, tally: StoreTally, numbers: ExpositionReader) {
    self.at = at
    waiting = [.scheduled, .queued, .claimed].reduce(0) { $0 + (tally.stages[$1] ?? 0) }
    calling = tally.stages[.calling] ?? 0
    atProvider = tally.stages[.sent] ?? 0
    receiptsOwed = tally.receiptsOwed
    openCalls = tally.openCalls
    totals = FlowTotals(numbers)
    callSeconds = numbers.sum("passerelle_provider_call_seconds_sum")
    calls = numbers.sum("passerelle_provider_call_seconds_count")
    commitSeconds = numbers.sum("passerelle_store_commit_seconds_sum")
    commits = numbers.sum("passerelle_store_commit_seconds_count")
  }
}
