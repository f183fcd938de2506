import Delivery
import Messages
import Providers
import Store
import Testing

@testable import Simulation

/// One channel after the other, done by the bridge.
@Suite struct CascadeTests {
  private static let viber = ScriptedProvider(name: "v", channels: [.viber])
  private static let sms = ScriptedProvider(name: "s", channels: [.sms])
  private static let both = ScriptedProvider(name: "c", channels: [.viberThenSMS, .viber, .sms])

  private func world(
    _ providers: [ScriptedProvider] = [viber, sms], own: Bool = false, after: Duration = .seconds(600),
    fates: [String: (state: MessageState, after: Duration)]
  ) -> World {
    var rule = RouteRule(name: "1", channels: [.sms, .viber], providers: providers.map(\.name))
    rule.cascade = [.viber, .sms]
    rule.forwardingTime = after
    rule.usesOwnForwarding = own
    let world = World(seed: 5, World.Plan(providers: providers, rules: [rule], terms: DeliveryTerms()))
    world.exchange.withFarSide { $0.fates = fates }
    world.boot()
    for account in ["red", "green", "blue"] { world.bind(account) }
    return world
  }

  private func pass(_ world: World, _ seconds: Int) { world.advance(to: world.executor.now + .seconds(seconds)) }
  private func record(_ world: World, _ id: MessageID) -> MessageRecord? { try? world.store.record(of: id) }
  private func handed(_ world: World, _ id: MessageID) -> [String] {
    world.exchange.withFarSide { $0.handedTo[id] ?? [] }
  }

  @Test func aRouteWithoutANameHoldsItsMessagesOverWhateverChannelTheyGo() {
    var held = RouteRule(name: "1", channels: [.sms], providers: ["v", "s"])
    held.isNamed = false
    held.cascade = [.viber, .sms]
    held.isHeld = true
    var open = RouteRule(name: "2", channels: [.viber], providers: ["v"])
    open.isNamed = false
    let world = World(
      seed: 5, World.Plan(providers: [Self.viber, Self.sms], rules: [held, open], terms: DeliveryTerms()))
    world.boot()
    let ids = world.submit(count: 3, to: "1")
    pass(world, 60)
    for id in ids { #expect(record(world, id)?.stage == .claimed) }
    held.isHeld = false
    world.engine?.intake.routing.router = Router(rules: [held, open])
    pass(world, 10)
    for id in ids { #expect(record(world, id)?.lane.provider == "v") }
    for id in ids { #expect(record(world, id)?.sentAt != nil) }
  }

  @Test func aMessageThatTheFirstChannelDeliversGoesNoFurther() {
    let world = world(fates: ["v": (.delivered, .seconds(3)), "s": (.delivered, .seconds(3))])
    let ids = world.submit(count: 3, to: "1")
    pass(world, 1_500)
    for id in ids {
      #expect(record(world, id)?.state == .delivered)
      #expect(handed(world, id) == ["v"])
    }
  }

  @Test func aChannelThatFailsIsFollowedByTheNextAtOnce() {
    let world = world(fates: ["v": (.undeliverable, .seconds(3)), "s": (.delivered, .seconds(3))])
    let ids = world.submit(count: 3, to: "1")
    pass(world, 120)
    for id in ids {
      #expect(record(world, id)?.state == .delivered)
      #expect(record(world, id)?.lane == LaneName(provider: "s", channel: .sms))
      #expect(handed(world, id) == ["v", "s"])
    }
  }

  @Test func aChannelThatIsSilentHasItsTimeAndNoMore() {
    let world = world(fates: ["v": (.delivered, .seconds(90_000)), "s": (.delivered, .seconds(3))])
    let id = world.submit(count: 1, to: "1", validity: .seconds(7_200))[0]
    pass(world, 590)
    #expect(handed(world, id) == ["v"])
    pass(world, 60)
    #expect(handed(world, id) == ["v", "s"])
    #expect(record(world, id)?.state == .delivered)
    let life = (try? world.store.life(of: id)) ?? []
    #expect(life.contains { $0.kind == "forwarded" && $0.text.contains("viber has not delivered in time") })
  }

  @Test func theTimeOfAChannelOutlastsACrash() {
    let world = world(fates: ["v": (.delivered, .seconds(90_000)), "s": (.delivered, .seconds(3))])
    let id = world.submit(count: 1, to: "1", validity: .seconds(7_200))[0]
    pass(world, 300)
    world.crash()
    pass(world, 200)
    #expect(handed(world, id) == ["v"])
    pass(world, 300)
    #expect(handed(world, id) == ["v", "s"])
    #expect(record(world, id)?.state == .delivered)
  }

  @Test func theLastChannelsFailureIsTheEnd() {
    let world = world(fates: ["v": (.undeliverable, .seconds(3)), "s": (.undeliverable, .seconds(3))])
    let id = world.submit(count: 1, to: "1")[0]
    pass(world, 300)
    #expect(record(world, id)?.state == .undeliverable)
    #expect(handed(world, id) == ["v", "s"])
  }

  @Test func aProviderThatChangesChannelsItselfIsLeftToDoSo() {
    let fates: [String: (state: MessageState, after: Duration)] = ["c": (.undeliverable, .seconds(3))]
    let theirs = world([Self.both], fates: fates)
    let left = theirs.submit(count: 1, to: "1")[0]
    pass(theirs, 300)
    #expect(record(theirs, left)?.lane == LaneName(provider: "c", channel: .viberThenSMS))
    #expect(record(theirs, left)?.state == .undeliverable)
    let ours = world([Self.both], own: true, fates: fates)
    let done = ours.submit(count: 1, to: "1")[0]
    pass(ours, 300)
    #expect(record(ours, done)?.lane == LaneName(provider: "c", channel: .sms))
  }

  @Test func aRefusedChannelIsFollowedByTheNext() {
    let world = world(fates: ["s": (.delivered, .seconds(3))])
    world.exchange.withFarSide { $0.weather["v"] = FarSide.Weather(stops: 100) }
    let id = world.submit(count: 1, to: "1")[0]
    pass(world, 60)
    #expect(record(world, id)?.lane == LaneName(provider: "s", channel: .sms))
    #expect(record(world, id)?.state == .delivered)
  }

  @Test func askingForOneAfterTheOtherIsACascadeWithoutASetting() {
    let rule = RouteRule(name: "1", channels: [.sms, .viber], providers: ["v", "s"])
    let world = World(
      seed: 5, World.Plan(providers: [Self.viber, Self.sms], rules: [rule], terms: DeliveryTerms()))
    world.exchange.withFarSide { $0.fates = ["v": (.undeliverable, .zero), "s": (.undeliverable, .zero)] }
    world.boot()
    let viberFirst = world.submit(count: 1, to: "1", channel: .viberThenSMS)[0]
    let smsFirst = world.submit(count: 1, to: "1", channel: .smsThenViber)[0]
    let viberOnly = world.submit(count: 1, to: "1", channel: .viber)[0]
    pass(world, 300)
    #expect(handed(world, viberFirst) == ["v", "s"])
    #expect(handed(world, smsFirst) == ["s", "v"])
    #expect(handed(world, viberOnly) == ["v"])
  }
}
