/// First in, first out, without moving the rest at each step; what was taken may be put back in front.
struct Fifo<Element: Sendable>: Sendable {
  // Taken slots are nil until there are enough of them to be cut off at once.
  private var slots: [Element?] = []
  private var head = 0

  var count: Int { slots.count - head }
  var isEmpty: Bool { head == slots.count }
  var first: Element? { isEmpty ? nil : slots[head] }

  mutating func append(_ element: Element) { slots.append(element) }

  /// Puts one in front of all.
  mutating func prepend(_ element: Element) {
    if head == 0 {
      let room = max(16, slots.count)
      slots.insert(contentsOf: repeatElement(nil, count: room), at: 0)
      head = room
    }
    head -= 1
    slots[head] = element
  }

  mutating func popFirst() -> Element? {
    guard !isEmpty else { return nil }
    let element = slots[head].take()
    head += 1
    if isEmpty {
      slots.removeAll(keepingCapacity: slots.count < 1_024)
      head = 0
    } else if head > 256, head * 2 > slots.count {
      slots.removeFirst(head)
      head = 0
    }
    return element
  }

  /// Takes out all that match, in order.
  mutating func remove(where matches: (Element) -> Bool) -> [Element] {
    var removed: [Element] = []
    var kept: [Element?] = []
    for case let element? in slots[head...] {
      if matches(element) { removed.append(element) } else { kept.append(element) }
    }
    guard !removed.isEmpty else { return [] }
    slots = kept
    head = 0
    return removed
  }
}
