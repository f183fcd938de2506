import Listeners
import Synchronization
import Testing
import Transport

@Suite struct LoginGuardTests {
  private static let home = address("192.0.2.1")
  private static func address(_ text: String) -> IPAddress { IPAddress(text) ?? IPAddress(v4: 0) }

  private func fail(_ guardian: LoginGuard, _ times: Int, _ name: String = "shop", at now: Duration) -> Bool {
    (0..<times).reduce(false) { banned, _ in guardian.failed(Self.home, name, now: now) || banned }
  }

  @Test func eachLockOutLastsTwiceAsLongUpToADay() {
    let guardian = LoginGuard(failures: 3, window: .seconds(600), ban: .seconds(900), doubles: true)
    var now = Duration.zero
    for length in [900, 1_800, 3_600, 7_200, 14_400, 28_800, 57_600, 86_400, 86_400] {
      #expect(!fail(guardian, 2, at: now))
      #expect(fail(guardian, 1, at: now))
      #expect(guardian.isBanned(Self.home, "shop", now: now + .seconds(length) - .milliseconds(1)))
      #expect(!guardian.isBanned(Self.home, "other", now: now))
      #expect(!guardian.isBanned(Self.address("192.0.2.2"), "shop", now: now))
      now += .seconds(length)
      #expect(!guardian.isBanned(Self.home, "shop", now: now))
    }
  }

  @Test func aQuietTimeEndsTheDoubling() {
    let guardian = LoginGuard(failures: 1, window: .seconds(600), ban: .seconds(900), doubles: true)
    #expect(fail(guardian, 1, at: .zero))
    // Behind the lock-out another one as long, and the window.
    let now = Duration.seconds(900 + 900 + 600)
    #expect(fail(guardian, 1, at: now))
    #expect(!guardian.isBanned(Self.home, "shop", now: now + .seconds(900)))
  }

  @Test func eachLockOutIsToldOnceWithItsNameAndAddress() {
    let guardian = LoginGuard(failures: 2, window: .seconds(600), ban: .seconds(900))
    let told = Mutex<[String]>([])
    guardian.onLockOut { name, address in told.withLock { $0.append("\(name) \(address)") } }
    _ = fail(guardian, 1, at: .zero)
    #expect(told.withLock { $0 } == [])
    _ = fail(guardian, 3, at: .zero)
    #expect(told.withLock { $0 } == ["shop 192.0.2.1"])
    _ = fail(guardian, 2, at: .seconds(900))
    #expect(told.withLock { $0 } == ["shop 192.0.2.1", "shop 192.0.2.1"])
  }

  @Test func aRightLoginEndsTheCounting() {
    let guardian = LoginGuard(failures: 2, window: .seconds(600), ban: .seconds(900))
    #expect(!fail(guardian, 1, at: .zero))
    guardian.succeeded(Self.home, "shop")
    #expect(!fail(guardian, 1, at: .zero))
    #expect(fail(guardian, 1, at: .zero))
  }

  @Test func failuresFurtherApartThanTheWindowDoNotAddUp() {
    let guardian = LoginGuard(failures: 2, window: .seconds(600), ban: .seconds(900))
    #expect(!fail(guardian, 1, at: .zero))
    #expect(!fail(guardian, 1, at: .seconds(601)))
    #expect(fail(guardian, 1, at: .seconds(602)))
  }

  @Test func oneNameThatFailsForEverDoesNotShutOutItsNeighbours() {
    let guardian = LoginGuard(failures: 2, window: .seconds(600), ban: .seconds(900), addressPatience: 3)
    for second in 0..<900 { _ = fail(guardian, 1, at: .seconds(second)) }
    #expect(guardian.isBanned(Self.home, "shop", now: .seconds(899)))
    #expect(!guardian.isBanned(Self.home, now: .seconds(899)))
  }

  @Test func sixNamesAreTooManyWhereThreeTimesTwoAreAllowed() {
    let guardian = LoginGuard(failures: 2, window: .seconds(600), ban: .seconds(900), addressPatience: 3)
    for name in 0..<5 { #expect(!fail(guardian, 1, "n\(name)", at: .zero)) }
    #expect(fail(guardian, 1, "n5", at: .zero))
    #expect(guardian.isBanned(Self.home, now: .zero))
    #expect(guardian.isBanned(Self.home, "shop", now: .zero))
    #expect(!guardian.isBanned(Self.home, now: .seconds(900)))
  }

  @Test func oneNetworkOfIPv6IsOneClient() {
    let guardian = LoginGuard(failures: 1, window: .seconds(600), ban: .seconds(900))
    _ = guardian.failed(Self.address("2001:db8::1"), "shop", now: .zero)
    #expect(guardian.isBanned(Self.address("2001:db8::ffff:1"), "shop", now: .zero))
    #expect(!guardian.isBanned(Self.address("2001:db8:0:1::1"), "shop", now: .zero))
  }

  @Test(arguments: [(0, 900), (3, 0)])
  func withoutANumberOrATimeNobodyIsShutOut(failures: Int, ban: Int) {
    let guardian = LoginGuard(failures: failures, window: .seconds(600), ban: .seconds(ban))
    #expect(!fail(guardian, 100, at: .zero))
    #expect(!guardian.isBanned(Self.home, "shop", now: .zero))
  }
}
