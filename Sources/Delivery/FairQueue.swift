import Messages

/// Messages that wait in memory: the most urgent first, and among the equally urgent each account in turn, so that one
/// account's flood does not hold up another's message.
package struct FairQueue: Sendable {
  /// The lines of one priority, one for each account, and whose turn it is. An account is in `turn` while its line is
  /// not empty.
  private struct Class {
    var lines: [String: Fifo<Message>] = [:]
    var turn = Fifo<String>()
  }

  private var classes = [Class](repeating: Class(), count: 4)
  package private(set) var count = 0

  package init() {}

  package var isEmpty: Bool { count == 0 }

  /// Since when the first of any account has been due: about since when something waits.
  package var oldestDue: Timestamp? {
    classes.flatMap { $0.lines.values.compactMap { $0.first?.dueAt } }.min()
  }

  package mutating func append(_ message: Message) {
    let level = Self.level(of: message)
    if classes[level].lines[message.account]?.append(message) == nil {
      var line = Fifo<Message>()
      line.append(message)
      classes[level].lines[message.account] = line
      classes[level].turn.append(message.account)
    }
    count += 1
  }

  /// Takes out up to `limit`, in the order in which they shall go.
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
      let level = Self.level(of: message)
      if classes[level].lines[message.account]?.prepend(message) == nil {
        var line = Fifo<Message>()
        line.append(message)
        classes[level].lines[message.account] = line
        classes[level].turn.prepend(message.account)
      }
      count += 1
    }
  }

  /// Takes out all that match.
  package mutating func remove(where matches: (Message) -> Bool) -> [Message] {
    var removed: [Message] = []
    for level in classes.indices {
      var emptied = false
      for account in Array(classes[level].lines.keys) {
        removed += classes[level].lines[account]?.remove(where: matches) ?? []
        guard classes[level].lines[account]?.isEmpty ?? false else { continue }
        classes[level].lines[account] = nil
        emptied = true
      }
      if emptied {
        let lines = classes[level].lines
        _ = classes[level].turn.remove { lines[$0] == nil }
      }
    }
    count -= removed.count
    return removed
  }

  private static func level(of message: Message) -> Int { Int(min(message.priority, 3)) }

  private mutating func takeOne(_ level: Int) -> Message? {
    guard let account = classes[level].turn.popFirst() else { return nil }
    let message = classes[level].lines[account]?.popFirst()
    if classes[level].lines[account]?.isEmpty ?? true {
      classes[level].lines[account] = nil
    } else {
      classes[level].turn.append(account)
    }
    return message
  }
}
