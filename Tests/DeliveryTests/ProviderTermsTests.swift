import Delivery
import HTTP
import Messages
import Providers
import Store
import Telemetry
import Testing

@testable import Simulation

/// What an operator sets about a provider and the engine keeps.
@Suite struct ProviderTermsTests {
  private func world(
    of providers: [ScriptedProvider] = [ScriptedProvider(name: "a"), ScriptedProvider(name: "b")],
    _ terms: [String: ProviderTerms]
  ) -> World {
    let rules = [("1", ["a"]), ("2", ["a", "b"])].map { RouteRule(name: $0.0, prefixes: [$0.0], providers: $0.1) }
    let world = World(
      seed: 7, World.Plan(providers: providers, rules: rules, terms: DeliveryTerms(), providerTerms: terms))
    world.boot()
    return world
  }

  private func terms(_ change: (inout ProviderTerms) -> Void) -> ProviderTerms {
    var terms = ProviderTerms()
    change(&terms)
    return terms
  }

  private func pass(_ world: World, _ seconds: Int) { world.advance(to: world.executor.now + .seconds(seconds)) }

  private func calls(_ world: World, _ target: String) -> Int {
    world.exchange.withFarSide { $0.requests[target]?.count ?? 0 }
  }

  @Test func aSenderThatIsNotRegisteredIsRefusedOrGoesToAnotherProvider() throws {
    let world = world(["a": terms { $0.allowedSenders = ["SHOP"] }])
    let engine = try #require(world.engine)
    let account = AccountTerms(name: "red")
    let meter = AccountMeter(terms: account, now: .zero)
    func prepare(_ sender: String, to phone: String) -> Result<Message, Refusal> {
      let new = NewMessage(
        origin: .operatorConsole, recipient: PhoneNumber(trusted: phone), sender: sender, text: "x",
        acceptedAt: world.executor.wallClock)
      return engine.intake.prepare(new, account: account, meter: meter, now: world.executor.now)
    }
    #expect(throws: Refusal.sourceInvalid) { try prepare("OTHER", to: "1234567").get() }
    #expect(try prepare("SHOP", to: "1234567").get().lanes.map(\.provider) == ["a"])
    #expect(try prepare("OTHER", to: "2234567").get().lanes.map(\.provider) == ["b"])
    #expect(try prepare("SHOP", to: "2234567").get().lanes.map(\.provider) == ["a", "b"])
  }

  @Test func anEmptyAccountIsTriedAgainAsSoonAsTheOperatorWantsIt() {
    let world = world(["a": terms { $0.noMoneyPause = .seconds(20) }])
    var weather = FarSide.Weather()
    weather.noMoney = 100
    let empty = weather
    world.exchange.withFarSide { $0.weather["a"] = empty }
    world.submit(count: 1, to: "1")
    pass(world, 15)
    #expect(calls(world, "a/send") == 1)
    pass(world, 15)
    #expect(calls(world, "a/send") == 2)
    world.exchange.withFarSide { $0.weather["a"] = FarSide.Weather() }
    pass(world, 25)
    #expect(world.exchange.withFarSide { $0.taken.count } == 1)
  }

  @Test(arguments: [RouteRule.UnknownPolicy.hold, .fail])
  func aRouteThatSaysNothingLeavesALostAnswerToTheProviderThatHadTheCall(_ policy: RouteRule.UnknownPolicy) throws {
    let deaf = ["a", "b"].map { ScriptedProvider(name: $0, canSettle: false) }
    let other: RouteRule.UnknownPolicy = policy == .fail ? .hold : .fail
    let world = world(of: deaf, ["a": terms { $0.onUnknown = other }, "b": terms { $0.onUnknown = policy }])
    var refused = FarSide.Weather()
    refused.refusedConnection = 100
    var lost = FarSide.Weather()
    lost.lostAfter = 100
    let (first, second) = (refused, lost)
    world.exchange.withFarSide { $0.weather = ["a": first, "b": second] }
    let ids = world.submit(count: 1, to: "2", validity: .seconds(1_200))
    pass(world, 120)
    #expect(calls(world, "b/send") == 1)
    let record = try #require(try world.store.record(of: ids[0]))
    #expect(record.state == (policy == .fail ? .unknown : .enroute))
    #expect(record.stage == (policy == .fail ? .ended : .calling))
  }

  @Test func messagesFromHandsetsAreAskedForAtTheProvidersOwnPace() {
    let provider = ScriptedProvider(name: "a", hasIncoming: true)
    let slow = ScriptedProvider(name: "b", hasIncoming: true)
    let world = world(of: [provider, slow], ["b": terms { $0.incomingRhythm = .seconds(100) }])
    pass(world, 290)
    #expect((15...21).contains(calls(world, "a/incoming")))
    #expect(calls(world, "b/incoming") == 3)
  }

  @Test func otherSettingsTakeHoldOfLanesThatAreThere() throws {
    let world = world(of: [ScriptedProvider(name: "a", batch: 10)], [:])
    world.submit(count: 1, to: "1")
    pass(world, 5)
    let before = calls(world, "a/send")
    let engine = try #require(world.engine)
    engine.replace(providers: [ScriptedProvider(name: "a", batch: 500)], changed: ["a"])
    pass(world, 1)
    world.submit(count: 500, to: "1")
    pass(world, 10)
    #expect(calls(world, "a/send") - before <= 6)
    #expect(world.exchange.withFarSide { $0.taken.count } == 501)
  }
}
