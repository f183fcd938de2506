import Messages

/// Messages that wait in memory: the most urgent first, and among the equally urgent each account in turn, so that one
/// account's flood does not hold up another's message.
package struct FairQueue: Sendable {
  /// One account's messages of one priority, first in first out.
  private struct Line {
    var messages: [Message] = []
    var head = 0
    var isEmpty: Bool { head == messages.count }
    var count: Int { messages.count - head }

    mutating func pop() -> Message {
      let message = messages[head]
      head += 1
      if head > 256, head * 2 > messages.count {
        messages.removeFirst(head)
        head = 0
      }
      return message
    }
  }

  /// The lines of one priority, and whose turn it is.
  private struct Class {
    var lines: [String: Line] = [:]
    var turn: [String] = []
    var next = 0
  }

  private var classes = [Class](repeating: Class(), count: 4)
  package private(set) var count = 0

  package init() {}

  package var isEmpty: Bool { count == 0 }

  package mutating func append(_ message: Message) {
    let level = Int(min(message.priority, 3))
    if classes[level].lines[message.account] == nil {
      classes[level].lines[message.account] = Line()
      classes[level].turn.append(message.account)
    }
    classes[level].lines[message.account]?.messages.append(message)
    count += 1
  }

  /// Takes out up to `limit` messages in the order they should be sent.
  package mutating func take(_ limit: Int) -> [Message] {
    var taken: [Message] = []
    taken.reserveCapacity(min(limit, count))
    for level in classes.indices.reversed() {
      while taken.count < limit, let message = takeOne(level) { taken.append(message) }
    }
    count -= taken.count
    return taken
  }

  /// Puts messages back in front, in the order given: what a call could not carry.
  package mutating func putBack(_ messages: some BidirectionalCollection<Message>) {
    for message in messages.reversed() {
      let level = Int(min(message.priority, 3))
      var line = classes[level].lines[message.account] ?? Line()
      if classes[level].lines[message.account] == nil { classes[level].turn.append(message.account) }
      classes[level].lines[message.account] = nil
      line.messages.insert(message, at: line.head)
      classes[level].lines[message.account] = line
      count += 1
    }
  }

  /// Takes out all that match.
  package mutating func remove(where matches: (Message) -> Bool) -> [Message] {
    let all = take(count)
    var removed: [Message] = []
    for message in all {
      if matches(message) { removed.append(message) } else { append(message) }
    }
    return removed
  }

  private mutating func takeOne(_ level: Int) -> Message? {
    guard !classes[level].turn.isEmpty else { return nil }
    if classes[level].next >= classes[level].turn.count { classes[level].next = 0 }
    let index = classes[level].next
    let account = classes[level].turn[index]
    guard let message = classes[level].lines[account]?.pop() else { return nil }
    if classes[level].lines[account]?.isEmpty ?? true {
      classes[level].lines[account] = nil
      classes[level].turn.remove(at: index)
    } else {
      classes[level].next = index + 1
    }
    return message
  }
}
