import Messages

/// Messages by the moment at which something is to be done about them, the soonest first.
///
/// Setting, removing and taking cost the logarithm of how many there are.
package struct Deadlines: Sendable {
  private struct Entry: Sendable {
    var moment: Timestamp
    var id: MessageID
  }

  private var moments: [MessageID: Timestamp] = [:]
  /// A heap by moment. What was removed or set anew since stays in it until its moment comes, or until that is half of it.
  private var heap: [Entry] = []

  package init() {}

  package var count: Int { moments.count }
  package var isEmpty: Bool { moments.isEmpty }

  package func contains(_ id: MessageID) -> Bool { moments[id] != nil }

  /// Sets the moment of a message, whatever it was.
  package mutating func set(_ id: MessageID, _ moment: Timestamp) {
    guard moments.updateValue(moment, forKey: id) != moment else { return }
    heap.append(Entry(moment: moment, id: id))
    rise(from: heap.count - 1)
    compact()
  }

  /// Answers whether it had a moment.
  @discardableResult
  package mutating func remove(_ id: MessageID) -> Bool {
    guard moments.removeValue(forKey: id) != nil else { return false }
    compact()
    return true
  }

  /// Takes out up to `limit` messages whose moment has come.
  package mutating func takeDue(_ now: Timestamp, limit: Int) -> [MessageID] {
    var due: [MessageID] = []
    while due.count < limit, let first = heap.first, first.moment <= now {
      removeFirst()
      guard moments[first.id] == first.moment else { continue }
      moments[first.id] = nil
      due.append(first.id)
    }
    return due
  }

  // MARK: The heap

  private mutating func compact() {
    guard heap.count > 2 * moments.count + 64 else { return }
    // Sorted is a heap, too.
    heap = moments.map { Entry(moment: $1, id: $0) }.sorted { $0.moment < $1.moment }
  }

  private mutating func rise(from start: Int) {
    var index = start
    while index > 0, heap[index].moment < heap[(index - 1) / 2].moment {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  private mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var index = 0
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2] where child < heap.count {
        if heap[child].moment < heap[least].moment { least = child }
      }
      guard least != index else { return }
      heap.swapAt(index, least)
      index = least
    }
  }
}
