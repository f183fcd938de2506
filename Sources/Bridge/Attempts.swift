import Dispatch
import Messages
import Synchronization

/// Tries each of several things a few times, with pauses. At most ``room`` are under way.
final class Attempts: Sendable {
  /// One attempt; `done` gets why it failed, nil when it did not.
  typealias Attempt = @Sendable (_ done: @escaping @Sendable (String?) -> Void) -> Void

  private static let room = 100
  private static let pauses: [Duration] = [.seconds(2), .seconds(10), .seconds(60)]

  private let underWay = Atomic<Int>(0)
  private let queue: DispatchQueue

  init(label: String) { queue = DispatchQueue(label: label) }

  /// `end` gets why the last attempt failed, nil when one did not.
  func begin(_ attempt: @escaping Attempt, end: @escaping @Sendable (String?) -> Void) {
    guard underWay.add(1, ordering: .relaxed).newValue <= Self.room else {
      underWay.subtract(1, ordering: .relaxed)
      return end("too many are under way")
    }
    run(attempt, Self.pauses[...]) { [self] fault in
      underWay.subtract(1, ordering: .relaxed)
      end(fault)
    }
  }

  private func run(
    _ attempt: @escaping Attempt, _ pauses: ArraySlice<Duration>, _ end: @escaping @Sendable (String?) -> Void
  ) {
    attempt { [self] fault in
      guard fault != nil, let pause = pauses.first else { return end(fault) }
      queue.asyncAfter(deadline: .now() + .milliseconds(Int(pause.milliseconds))) { @Sendable [self] in
        run(attempt, pauses.dropFirst(), end)
      }
    }
  }
}
