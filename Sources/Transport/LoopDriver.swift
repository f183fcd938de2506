/// What runs an event loop in place of a dispatch queue: a simulation with a clock of its own.
///
/// Everything that is posted runs one after another, in order, and on one thread at a time; `EventLoop` checks no isolation
/// under a driver.
package protocol LoopDriver: AnyObject, Sendable {
  /// Monotonic.
  var now: Duration { get }
  func post(_ work: @escaping @Sendable () -> Void)
  func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void)
}
