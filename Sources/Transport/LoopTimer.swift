/// A deadline on a loop that may be moved at will. Confined to its loop.
///
/// Moving it later costs one store and no heap operation, so it suits the idle and response timers of a session that
/// moves them with every event.
package final class LoopTimer {
  private unowned let loop: EventLoop
  private var action: (() -> Void)?
  /// The due time of the one heap entry that counts; entries left behind by an earlier deadline are ignored.
  private var queuedFor: Duration?

  /// - Parameter action: runs on the loop, once for each deadline that is reached.
  package init(on loop: EventLoop, _ action: @escaping () -> Void) {
    self.loop = loop
    self.action = action
  }

  /// When the action runs next; `nil` for not at all.
  package var deadline: Duration? {
    didSet {
      guard action != nil, let deadline else { return }
      if let queuedFor, queuedFor <= deadline { return }
      queue(deadline)
    }
  }

  /// Ends the timer for good and lets go of what the action holds.
  package func cancel() {
    deadline = nil
    action = nil
  }

  private func queue(_ due: Duration) {
    queuedFor = due
    loop.queueTimer(self, at: due)
  }

  func reached(_ due: Duration, now: Duration) {
    guard due == queuedFor else { return }
    queuedFor = nil
    guard let deadline, let action else { return }
    if deadline > now { return queue(deadline) }
    self.deadline = nil
    action()
  }
}

/// A binary heap of due times, earliest first.
struct TimerHeap {
  struct Entry {
    var due: Duration
    var timer: LoopTimer
  }

  private var entries: [Entry] = []

  var first: Entry? { entries.first }

  mutating func push(_ entry: Entry) {
    entries.append(entry)
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard entries[child].due < entries[parent].due else { return }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  mutating func pop() -> Entry? {
    guard let last = entries.popLast() else { return nil }
    guard let first = entries.first else { return last }
    entries[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
        if entries[child].due < entries[least].due { least = child }
      }
      if least == parent { return first }
      entries.swapAt(least, parent)
      parent = least
    }
  }
}
