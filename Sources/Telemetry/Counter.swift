import Synchronization

/// A number that only rises.
package final class Counter: Sendable {
  private let storage = Atomic<UInt64>(0)
  package init() {}
  package func add(_ amount: Int = 1) {
    guard amount > 0 else { return }
    storage.wrappingAdd(UInt64(amount), ordering: .relaxed)
  }
  package var value: UInt64 { storage.load(ordering: .relaxed) }
}

/// A number that rises and falls.
package final class Gauge: Sendable {
  private let storage = Atomic<Int64>(0)
  package init() {}
  package func set(_ value: Int) { storage.store(Int64(value), ordering: .relaxed) }
  package func add(_ amount: Int) { storage.wrappingAdd(Int64(amount), ordering: .relaxed) }
  package var value: Int64 { storage.load(ordering: .relaxed) }
}

/// A number with decimals that rises and falls.
package final class DecimalGauge: Sendable {
  private let storage = Atomic<UInt64>(0)
  package init() {}
  package func set(_ value: Double) { storage.store(value.bitPattern, ordering: .relaxed) }
  package var value: Double { Double(bitPattern: storage.load(ordering: .relaxed)) }
}
