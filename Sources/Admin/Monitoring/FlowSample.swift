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
  // Counts.
  var accepted: Int
  var refused: Int
  var handedOver: Int
  var delivered: Int
  var failed: Int
  var receipts: Int
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
    func count(_ name: String, _ label: String? = nil) -> Int { Int(exactly: numbers.sum(name, label)) ?? 0 }
    accepted = count("passerelle_messages_accepted_total")
    refused = count("passerelle_messages_refused_total")
    handedOver = count("passerelle_provider_outcomes_total", "outcome=\"accepted\"")
    delivered = count("passerelle_messages_ended_total", "state=\"delivered\"")
    failed = count("passerelle_messages_ended_total") - delivered
    receipts = count("passerelle_receipts_total", "end=\"delivered\"")
    callSeconds = numbers.sum("passerelle_provider_call_seconds_sum")
    calls = numbers.sum("passerelle_provider_call_seconds_count")
    commitSeconds = numbers.sum("passerelle_store_commit_seconds_sum")
    commits = numbers.sum("passerelle_store_commit_seconds_count")
  }
}
