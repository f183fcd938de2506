import Messages

/// What the simulated provider remembers of messages: bounded, the oldest goes first, and ended ones soon after their
/// end has been told.
struct SimulatedMessages: Sendable {
  struct Entry: Sendable {
    var rule: SimulatedRule
    var takenAt: Timestamp
    var isCancelled = false
    var isTold = false
  }

  private var entries: [UInt64: Entry] = [:]
  private var order = SimulatedQueue<UInt64>()
  private var told = SimulatedQueue<UInt64>()
  /// Whether an id that is not here may be one that was.
  private(set) var hasForgotten = false
  private let limit: Int
  private let toldLimit: Int

  init(limit: Int, toldLimit: Int) {
    self.limit = max(1, limit)
    self.toldLimit = max(0, toldLimit)
  }

  var count: Int { entries.count }

  subscript(id: MessageID) -> Entry? { entries[id.rawValue] }

  /// Takes a message; false when it is there already.
  mutating func take(_ id: MessageID, _ entry: Entry) -> Bool {
    guard entries.updateValue(entry, forKey: id.rawValue) == nil else { return false }
    order.append(id.rawValue)
    while order.count > limit, let oldest = order.popFirst() { forget(oldest) }
    return true
  }

  /// Its end was told: it may be forgotten once enough others were told after it.
  mutating func markTold(_ id: MessageID) {
    guard let entry = entries[id.rawValue], !entry.isTold else { return }
    entries[id.rawValue]?.isTold = true
    told.append(id.rawValue)
    while told.count > toldLimit, let oldest = told.popFirst() { forget(oldest) }
  }

  private mutating func forget(_ id: UInt64) {
    entries[id] = nil
    hasForgotten = true
  }

  mutating func cancel(_ id: MessageID) { entries[id.rawValue]?.isCancelled = true }
}
