import Dispatch
import Listeners
import SMPP
import Telemetry
import Testing
import Transport

@Suite struct BindTests {
  @Test(arguments: [BindMode.transmitter, .receiver, .transceiver])
  func aRightPasswordBinds(_ mode: BindMode) throws {
    let esme = try TestGateway().connect()
    #expect(esme.bind(mode) == .ok)
  }

  @Test(arguments: [
    ("nobody", "secret", CommandStatus.invalidSystemID), ("shop", "wrong", .invalidPassword),
    ("shop", "", .invalidPassword), ("SHOP", "secret", .invalidSystemID), ("shop", "secret2", .invalidPassword),
  ])
  func wrongCredentialsAreNamed(_ name: String, _ password: String, _ status: CommandStatus) throws {
    let esme = try TestGateway().connect()
    #expect(esme.bind(systemID: name, password: password) == status)
  }

  @Test(arguments: [("nobody", "secret"), ("shop", "wrong")])
  func wrongCredentialsCanBeHidden(_ name: String, _ password: String) throws {
    let gateway = try TestGateway { $0.namesBindFaults = false }
    #expect(try gateway.connect().bind(systemID: name, password: password) == .bindFailed)
  }

  @Test func whatAClientDoesInItsOwnWayIsShown() throws {
    let gateway = try TestGateway()
    let modern = try gateway.bound(.transceiver, .v50)
    withExtendedLifetime(modern) { #expect(gateway.service.sessions.all.map(\.quirks) == [[]]) }
    let odd = try TestGateway()
    let esme = try odd.connect()
    #expect(esme.bind(.transceiver, InterfaceVersion(rawValue: 0x7B)) == .ok)
    #expect(odd.service.sessions.all.map(\.quirks) == [["interface_version 7.11, served as 5.0"]])
    let old = try TestGateway()
    let third = try old.connect()
    #expect(third.bind(.transceiver, InterfaceVersion(rawValue: 0)) == .ok)
    #expect(
      old.service.sessions.all.map(\.quirks)
        == [["interface_version 0.0, served as 3.3", "a transceiver of 3.3"]])
    withExtendedLifetime((esme, third)) {}
  }

  @Test func aNetworkThatIsNotAllowedFailsTheBind() throws {
    let account = Account.named("shop") { $0.networks = [IPNetwork("10.0.0.0/8")].compactMap { $0 } }
    let gateway = try TestGateway([account])
    #expect(try gateway.connect().bind() == .bindFailed)
  }

  @Test func anAccountOfTLSDoesNotBindInTheClear() throws {
    let gateway = try TestGateway([.named("shop") { $0.requiresTLS = true }])
    #expect(try gateway.connect().bind() == .bindFailed)
  }

  @Test func theSystemTypeCountsOnlyWhenTheAccountNamesOne() throws {
    let gateway = try TestGateway([.named("shop") { $0.systemType = "VMA" }, .named("free")])
    #expect(try gateway.connect().bind(systemType: "") == .invalidSystemType)
    #expect(try gateway.connect().bind(systemType: "VMA") == .ok)
    #expect(try gateway.connect().bind(systemID: "free", systemType: "anything") == .ok)
  }

  @Test func aSlowHashIsCheckedBesideTheConnections() throws {
    let slow = PasswordCheck(accepts: { $0 == Array("secret".utf8) }, isSlow: true)
    let gateway = try TestGateway([.named("shop") { $0.password = slow }])
    #expect(try gateway.connect().bind() == .ok)
    #expect(try gateway.connect().bind(password: "other") == .invalidPassword)
  }

  @Test func namesAndPasswordsAreComparedOctetForOctet() throws {
    let utf8 = Array("пароль".utf8)
    let account = Account.named("магазин") { $0.password = PasswordCheck(accepts: { $0 == utf8 }, isSlow: false) }
    let gateway = try TestGateway([account])
    let name = WireText.string(Array("магазин".utf8))
    #expect(try gateway.connect().bind(systemID: name, password: WireText.string(utf8)) == .ok)
    #expect(try gateway.connect().bind(systemID: name, password: "secret") == .invalidPassword)
  }

  @Test func credentialsLongerThanTheSpecificationCanBeRefused() throws {
    let long = String(repeating: "s", count: 16)
    let accounts = [Account.named(long), .named("shop")]
    #expect(try TestGateway(accounts).connect().bind(systemID: long) == .ok)
    let strict = try TestGateway(accounts) { $0.longCredentials = false }
    #expect(try strict.connect().bind(systemID: long) == .invalidSystemID)
    #expect(try strict.connect().bind(password: "123456789") == .invalidPassword)
    #expect(try strict.connect().bind() == .ok)
  }

  @Test func oneBindPastTheLimitFailsAndOneThatLeavesMakesRoom() throws {
    let gateway = try TestGateway([.named("shop") { $0.maxBinds = 2 }])
    let (first, second) = (try gateway.bound(), try gateway.bound())
    let third = try gateway.connect()
    #expect(third.bind() == .bindFailed)
    _ = first.ask(.unbind)
    #expect(gateway.eventually { gateway.service.sessions.all.count == 1 })
    #expect(third.bind() == .ok)
    #expect(second.ask(.enquireLink)?.status == .ok)
  }

  @Test func aBindThatComesToNothingFreesItsPlace() throws {
    let gate = Gate()
    let slow = PasswordCheck(
      accepts: { _ in
        gate.pass()
        return true
      }, isSlow: true)
    let gateway = try TestGateway([.named("shop") { $0.password = slow }])
    let esme = try gateway.connect()
    esme.send(.bind(Bind(.transceiver, systemID: "shop", password: "secret")))
    gate.waitForVisitor()
    esme.reset()
    gate.open()
    gate.waitUntilPassed()
    #expect(gateway.eventually { gateway.metrics.exposition().contains("passerelle_smpp_connections 0") })
    #expect(gateway.service.sessions.all.isEmpty)
    #expect(gateway.metrics.exposition().contains("passerelle_smpp_binds 0"))
  }

  @Test func aBindAtTheLimitTakesThePlaceOfOneThatDoesNotAnswer() throws {
    let gateway = try TestGateway([.named("shop") { $0.maxBinds = 1 }])
    let silent = try gateway.bound()
    // The first try has the silent one's link checked, a later one finds it overdue.
    #expect(
      gateway.eventually {
        guard let next = try? gateway.connect() else { return false }
        defer { next.close() }
        return next.bind() == .ok
      })
    #expect(silent.next { $0.header.commandID == .enquireLink } != nil)
  }

  @Test func failuresBanTheNameFromThatAddressAndNobodyElse() throws {
    let logins = LoginGuard(failures: 2, window: .seconds(600), ban: .seconds(600))
    let gateway = try TestGateway([.shop, .named("other")], logins: logins)
    for _ in 0..<2 { #expect(try gateway.connect().bind(password: "wrong") == .invalidPassword) }
    #expect(try gateway.connect().bind() == .bindFailed)
    #expect(try gateway.connect().bind(systemID: "other") == .ok)
  }

  @Test func endingSessionsUnbindsEveryClientAndWaitsForThem() async throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    // On a thread of its own: the client blocks.
    DispatchQueue.global().async {
      guard let unbind = esme.next({ $0.header.commandID == .unbind }) else { return }
      esme.write(PDU.unbindResp.encoded(sequence: unbind.header.sequenceNumber))
    }
    await gateway.service.endSessions(patience: .seconds(20))
    #expect(gateway.service.sessions.all.isEmpty)
  }
}
