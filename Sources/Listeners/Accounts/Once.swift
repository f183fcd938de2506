import Synchronization

/// Work that is done the first time it is asked for, whoever asks.
final class Once: Sendable {
  private let work: Mutex<(@Sendable () -> Void)?>

  init(_ work: @escaping @Sendable () -> Void) { self.work = Mutex(work) }

  func run() { work.withLock { $0.take() }?() }
}
