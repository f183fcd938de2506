import HTTP
import Synchronization
import Testing

@testable import Bridge

@Suite("Calls to providers")
struct ProviderExchangeTests {
  /// Whether calls may be made: as often as is said, then no more.
  private final class Lease: Sendable {
    private let left: Mutex<Int>
    init(_ times: Int) { left = Mutex(times) }

    func holds() -> Bool {
      left.withLock { left in
        left -= 1
        return left >= 0
      }
    }
  }

  private func call(
    _ exchange: ProviderExchange, mayBegin: @escaping @Sendable () -> Bool
  ) async -> HTTPFailure? {
    let result = await withCheckedContinuation { done in
      // Nobody listens on port 1.
      exchange.perform(HTTPRequest(.get, "http://127.0.0.1:1/send"), mayBegin: mayBegin) {
        done.resume(returning: $0)
      }
    }
    guard case .failure(let failure) = result else { return nil }
    return failure
  }

  @Test("A call that waits for its provider's pace is not made when it may not be any more", .timeLimit(.minutes(1)))
  func pace() async {
    // The clock stands: what has been used up never comes back.
    let exchange = ProviderExchange(
      [ProviderExchange.Line(name: "a", prefix: "http://127.0.0.1:1/", rate: 20)], clock: { .zero })
    for _ in 0..<20 {
      let failure = await call(exchange) { true }
      #expect(failure?.certainty == .notSent)
      #expect(failure != .tooLate)
    }
    let lease = Lease(3)
    let failure = await call(exchange) { lease.holds() }
    #expect(failure == .tooLate)
    await exchange.stop(grace: .zero)
  }

  @Test("A call that could not be sent does not go to another address when it may not be made any more")
  func backups() async {
    let line = ProviderExchange.Line(
      name: "a", prefix: "http://127.0.0.1:1/", backups: ["http://127.0.0.1:2/", "http://127.0.0.1:3/"])
    let exchange = ProviderExchange([line], clock: { .zero })
    let asked = Lease(.max)
    let first = await call(exchange) { asked.holds() }
    #expect(first?.reason.hasPrefix("127.0.0.1:3:") == true)
    let lease = Lease(1)
    let second = await call(exchange) { lease.holds() }
    #expect(second?.reason.hasPrefix("127.0.0.1:1:") == true)
    await exchange.stop(grace: .zero)
  }
}
