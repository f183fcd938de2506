import Admin
import Dispatch
import Synchronization

/// Where a reload is asked for. What answers the question is made before what carries it out, so that is put in later;
/// reloads run one after the other on a queue of their own, since they read files.
final class ReloadDoor: Sendable {
  private let work = Mutex<(@Sendable () -> AdminViews.Reload)?>(nil)
  private let queue = DispatchQueue(label: "passerelle.reload")

  func open(_ work: @escaping @Sendable () -> AdminViews.Reload) { self.work.withLock { $0 = work } }

  func reload(_ done: @escaping @Sendable (AdminViews.Reload) -> Void) {
    queue.async { @Sendable [self] in
      guard let work = work.withLock({ $0 }) else { return done(.refused(["the bridge is still starting"])) }
      done(work())
    }
  }
}
