import Dispatch
import Messages
import Synchronization

/// Work that would hold up a loop: passwords that are hashed to take long, mails to long lists.
final class SlowWork: Sendable {
  private let queue = DispatchQueue(label: "passerelle.smtp.slow")
  private let waiting = Atomic<Int>(0)
  private let limit: Int

  /// - Parameter limit: how much may wait.
  init(limit: Int = 500) { self.limit = limit }

  /// Runs the work elsewhere, when so much time has passed.
  func run(after pause: Duration, _ work: @escaping @Sendable () -> Void) {
    let milliseconds = DispatchTimeInterval.milliseconds(Int(clamping: pause.milliseconds))
    queue.asyncAfter(deadline: .now() + milliseconds) { @Sendable in work() }
  }

  /// Runs the work elsewhere; false when too much waits already, and then it is not run.
  func run(_ work: @escaping @Sendable () -> Void) -> Bool {
    guard waiting.wrappingAdd(1, ordering: .relaxed).newValue <= limit else {
      waiting.wrappingSubtract(1, ordering: .relaxed)
      return false
    }
    queue.async { @Sendable in
      work()
      self.waiting.wrappingSubtract(1, ordering: .relaxed)
    }
    return true
  }
}
