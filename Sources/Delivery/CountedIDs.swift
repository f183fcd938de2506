import Messages
import Store
import Synchronization

/// Ids of a fixed width, which have no room for ``MessageID``: for each account a counter that is never set back,
/// reserved in the store block by block.
package final class CountedIDs: Sendable {
  /// How such an id is written.
  package enum Form: String, Sendable {
    /// Eight upper-case hexadecimal digits, the first not 0 (SMPP 3.3 §6.2.2.13).
    case hex8 = "short-id"
    /// Ten decimal digits, the first not 0.
    case decimal10 = "ten-digit-id"

    var range: ClosedRange<UInt64> {
      switch self {
      case .hex8: 0x1000_0000...0xFFFF_FFFF
      case .decimal10: 1_000_000_000...9_999_999_999
      }
    }

    func text(_ value: UInt64) -> String {
      switch self {
      case .hex8: String(value, radix: 16, uppercase: true)
      case .decimal10: String(value)
      }
    }
  }

  private struct Counter {
    var next: UInt64
    /// The end of the block that is reserved.
    var end: UInt64
  }

  private struct Key: Hashable {
    var form: Form
    var account: String
  }

  private static let block: UInt64 = 10_000
  /// Nodes that can share a database.
  private static let nodes: UInt64 = 100

  private let counters = Mutex<[Key: Counter]>([:])
  private let remembered: [String: String]
  private let node: UInt64
  private let stride: UInt64
  private let gate: any StoreGate

  /// - Parameters:
  ///   - remembered: where the last run's blocks ended.
  ///   - isShared: whether other nodes give ids to the same accounts: then each takes one block in a hundred.
  package init(remembered: [String: String], node: Int, isShared: Bool, gate: any StoreGate) {
    self.remembered = remembered
    self.node = isShared ? UInt64(max(0, min(99, node))) : 0
    stride = Self.block * (isShared ? Self.nodes : 1)
    self.gate = gate
  }

  /// The next id. Its block's reservation is handed to the store before any message that carries it can be.
  package func next(_ form: Form, account: String) -> String {
    let (id, reserved) = counters.withLock { counters -> (UInt64, UInt64?) in
      let key = Key(form: form, account: account)
      var counter = counters[key] ?? start(key)
      var reserved: UInt64?
      if counter.next == counter.end {
        counter = following(counter, form)
        reserved = counter.end
      }
      let id = counter.next
      counter.next += 1
      counters[key] = counter
      return (id, reserved)
    }
    if let reserved {
      let name = self.name(Key(form: form, account: account))
      gate.submit([.remember(key: name, value: String(reserved), until: nil)]) { _ in }
    }
    return form.text(id)
  }

  /// Behind the block that an earlier run reserved.
  private func start(_ key: Key) -> Counter {
    guard let value = remembered[name(key)] else { return behindCommonCounter(key.form) }
    guard let end = UInt64(value), key.form.range.contains(end) else { return Counter(next: 0, end: 0) }
    return Counter(next: end, end: end)
  }

  /// Before accounts had counters of their own one counted for all, under the name of the form: what it had given belongs
  /// to messages that may still be there.
  private func behindCommonCounter(_ form: Form) -> Counter {
    guard let common = remembered[form.rawValue].flatMap({ UInt64($0) }), form.range.contains(common) else {
      return Counter(next: 0, end: 0)
    }
    let first = form.range.lowerBound + node * Self.block
    let passed = common > first ? (common - first + stride - 1) / stride : 0
    // The end of this node's last block before the one that is to come.
    let end = first + passed * stride + Self.block - stride
    return Counter(next: end, end: end)
  }

  /// The next block of this node; the first when none is left.
  private func following(_ counter: Counter, _ form: Form) -> Counter {
    let first = form.range.lowerBound + node * Self.block
    var start = first
    if counter.end > first { start = counter.end - Self.block + stride }
    if start + Self.block > form.range.upperBound { start = first }
    return Counter(next: start, end: start + Self.block)
  }

  private func name(_ key: Key) -> String { "\(key.form.rawValue):\(node):\(key.account)" }
}
