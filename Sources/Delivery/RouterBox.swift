import Synchronization

/// The routes in force, replaced as a whole while messages flow.
package final class RouterBox: Sendable {
  private let current: Mutex<Router>
  package init(_ router: Router) { current = Mutex(router) }

  package var router: Router {
    get { current.withLock { $0 } }
    set { current.withLock { $0 = newValue } }
  }
}
