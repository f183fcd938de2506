import Messages
import Store

/// By how much a transaction changes what is counted.
struct Deltas: Equatable {
  private var stages: [Stage: Int64] = [:]
  var receipts: Int64 = 0

  mutating func move(from: Stage?, to: Stage?, count: Int = 1) {
    if let from { stages[from, default: 0] -= Int64(count) }
    if let to { stages[to, default: 0] += Int64(count) }
  }

  /// In the order of the columns of table `nodes`.
  var values: [Int64] { Self.order.map { stages[$0] ?? 0 } + [receipts] }

  static let order: [Stage] = [.scheduled, .queued, .claimed, .calling, .sent, .ended]
}
