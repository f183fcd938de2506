import Dispatch

/// Holds somebody up until the test lets him pass.
struct Gate: Sendable {
  private let visitors = DispatchSemaphore(value: 0)
  private let opened = DispatchSemaphore(value: 0)
  private let passed = DispatchSemaphore(value: 0)

  func pass() {
    visitors.signal()
    opened.wait()
    passed.signal()
  }

  func waitForVisitor() { visitors.wait() }
  func open() { opened.signal() }
  func waitUntilPassed() { passed.wait() }
}
