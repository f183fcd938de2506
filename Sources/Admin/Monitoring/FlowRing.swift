import Messages
import Synchronization

/// The samples of the last hour, for the charts.
package final class FlowRing: Sendable {
  /// How often a sample is taken.
  package static let interval = Duration.seconds(15)
  /// How many are kept: an hour.
  package static let capacity = 240

  private struct State {
    var samples: [FlowSample] = []
    var next = 0
  }

  private let state = Mutex(State())

  package init() {}

  func add(_ sample: FlowSample) {
    state.withLock { state in
      if state.samples.count < Self.capacity {
        state.samples.append(sample)
      } else {
        state.samples[state.next] = sample
        state.next = (state.next + 1) % Self.capacity
      }
    }
  }

  /// Oldest first.
  var samples: [FlowSample] { state.withLock { Array($0.samples[$0.next...] + $0.samples[..<$0.next]) } }

  /// Columns of equal length, the oldest sample first. Counts only rise; what happened between two samples is their
  /// difference, and a mean is the seconds of an interval over its number.
  ///
  /// - Parameter now: the counts as they stand, so that a sum over the hour need not wait for the next sample.
  func json(now: FlowTotals) -> JSONValue {
    let samples = samples
    func column(_ value: (FlowSample) -> Int) -> JSONValue { .list(samples.map { .number(value($0)) }) }
    func fractions(_ value: (FlowSample) -> Double) -> JSONValue { .list(samples.map { .fraction(value($0)) }) }
    return .members([
      "interval_seconds": .number(Int(Self.interval.components.seconds)),
      "at": .list(samples.map { .text($0.at.rfc3339) }),
      "waiting": column(\.waiting), "calling": column(\.calling), "at_provider": column(\.atProvider),
      "receipts_owed": column(\.receiptsOwed), "open_calls": column(\.openCalls),
      "accepted_total": column(\.totals.accepted), "refused_total": column(\.totals.refused),
      "handed_over_total": column(\.totals.handedOver), "delivered_total": column(\.totals.delivered),
      "failed_total": column(\.totals.failed), "receipts_total": column(\.totals.receipts),
      "call_seconds_sum": fractions(\.callSeconds), "call_count": fractions(\.calls),
      "commit_seconds_sum": fractions(\.commitSeconds), "commit_count": fractions(\.commits), "now": now.json,
    ])
  }
}
