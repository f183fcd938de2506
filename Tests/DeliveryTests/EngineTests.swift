@testable import Delivery
import Messages
import Providers
import Store
import Synchronization
import Testing

@testable import Simulation

/// Scenes of the engine between simulated clients and providers.
@Suite struct EngineTests {
  private func world(
    _ providers: [ScriptedProvider] = [ScriptedProvider(name: "a"), ScriptedProvider(name: "b")],
    onUnknown: RouteRule.UnknownPolicy = .hold, terms: DeliveryTerms = DeliveryTerms()
  ) -> World {
    let rules = [("1", ["a"]), ("2", ["a", "b"]), ("9", ["gone"]), ("8", ["gone", "b"])].map {
      RouteRule(name: $0.0, prefixes: [$0.0], providers: $0.1, onUnknown: onUnknown)
    }
    let world = World(seed: 7, World.Plan(providers: providers, rules: rules, terms: terms))
    world.boot()
    world.bind("red")
    world.bind("green")
    world.bind("blue")
    return world
  }

  private func set(_ world: World, _ provider: String, _ change: (inout FarSide.Weather) -> Void) {
    var weather = FarSide.Weather()
    change(&weather)
    let changed = weather
    world.exchange.withFarSide { $0.weather[provider] = changed }
  }

  private func calls(_ world: World, _ target: String) -> [Timestamp] {
    world.exchange.withFarSide { $0.requests[target] ?? [] }
  }

  @Test func aListOfADryRunIsSaidToBeWhereItGoes() throws {
    let world = world()
    let engine = try #require(world.engine)
    let new = NewMessage(
      origin: .operatorConsole, recipient: PhoneNumber(trusted: "1"), sender: "S", text: "x",
      acceptedAt: world.executor.wallClock, providerList: ProviderList(provider: "a", id: "17"))
    for (standIn, keeper) in [(nil, "a"), ("b", "b")] as [(String?, String)] {
      let account = AccountTerms(name: "red", standIn: standIn)
      let meter = AccountMeter(terms: account, now: world.executor.now)
      let message = try engine.intake.prepare(new, account: account, meter: meter, now: world.executor.now).get()
      #expect(message.lanes == [LaneName(provider: keeper, channel: .sms)])
      #expect(message.routeReason == "the list is kept by \(keeper)")
    }
  }

  private func record(_ world: World, _ id: MessageID) -> MessageRecord? { try? world.store.record(of: id) }

  private func pass(_ world: World, _ seconds: Int) { world.advance(to: world.executor.now + .seconds(seconds)) }

  @Test func aBurstNeedsFewCalls() {
    let world = world([ScriptedProvider(name: "a", batch: 1_000), ScriptedProvider(name: "b")])
    world.submit(count: 3_000, to: "1")
    pass(world, 5)
    #expect(calls(world, "a/send").count <= 8)
    #expect(world.exchange.withFarSide { $0.taken.count } > 2_900)
  }

  @Test func aProviderWhoseConnectionIsRefusedIsNotHammered() {
    let world = world()
    set(world, "a") { $0.refusedConnection = 100 }
    for _ in 0..<120 {
      world.submit(count: 2, to: "1")
      pass(world, 1)
    }
    #expect(calls(world, "a/send").count < 20)
    set(world, "a") { _ in }
    pass(world, 120)
    #expect(world.exchange.withFarSide { $0.taken.count } == 240)
  }

  @Test func aRefusedConnectionPassesMessagesOnAtOnce() {
    let world = world()
    set(world, "a") { $0.refusedConnection = 100 }
    let ids = world.submit(count: 5, to: "2")
    pass(world, 3)
    for id in ids { #expect(record(world, id)?.lane.provider == "b") }
    #expect(world.exchange.withFarSide { $0.taken.count } == 5)
  }

  @Test func aRefusedLoginPassesMessagesOnAtOnceAndKeepsTheRest() {
    let world = world([ScriptedProvider(name: "a", needsLogin: true), ScriptedProvider(name: "b")])
    set(world, "a") { $0.stops = 100 }
    let moved = world.submit(count: 5, to: "2")
    let kept = world.submit(count: 5, to: "1")
    pass(world, 60)
    for id in moved { #expect(record(world, id)?.lane.provider == "b") }
    for id in kept { #expect(record(world, id)?.stage == .claimed) }
    #expect(calls(world, "a/login").count <= 3)
    set(world, "a") { _ in }
    world.engine?.resume(provider: "a")
    pass(world, 10)
    for id in kept { #expect(record(world, id)?.sentAt != nil) }
  }

  @Test func aBusyProviderKeepsItsMessagesUntilFailoverIsDue() {
    let world = world()
    set(world, "a") { $0.tooFast = 100 }
    let ids = world.submit(count: 5, to: "2")
    pass(world, 25)
    for id in ids { #expect(record(world, id)?.lane.provider == "a") }
    #expect(calls(world, "a/send").count <= 6)
    pass(world, 15)
    for id in ids { #expect(record(world, id)?.lane.provider == "b") }
  }

  @Test func messagesOfAProviderThatHasLeftAreKeptWithoutSpinning() {
    let world = World(
      seed: 7,
      World.Plan(
        providers: [ScriptedProvider(name: "b")],
        rules: [RouteRule(name: "1", providers: ["b"])], terms: DeliveryTerms()))
    let orphan = Sample.message(
      1, lanes: [LaneName(provider: "gone", channel: .sms)], acceptedAt: world.executor.wallClock)
    let lucky = Sample.message(
      2, lanes: [LaneName(provider: "gone", channel: .sms), LaneName(provider: "b", channel: .sms)],
      acceptedAt: world.executor.wallClock)
    _ = try? world.store.commit([.accept(orphan, claimed: true), .accept(lucky, claimed: true)])
    world.boot()
    let before = world.executor.steps
    pass(world, 600)
    #expect(record(world, lucky.id)?.lane.provider == "b")
    #expect(record(world, lucky.id)?.sentAt != nil)
    #expect(record(world, orphan.id).map { $0.stage != .ended } == true)
    #expect(world.executor.steps - before < 60_000)
  }

  @Test(arguments: [-7_200_000, 7_200_000] as [Int64])
  func aClockThatIsSetHoldsUpNoQuestionAboutWhatWasSent(by milliseconds: Int64) {
    let world = world()
    // The far side goes by the same wall clock: by either time it has delivered.
    world.exchange.withFarSide { $0.fates = ["a": (.delivered, .seconds(-8_000))] }
    let before = world.submit(count: 10, to: "1", validity: .seconds(86_400))
    world.advance(to: world.executor.now + .milliseconds(500))
    for id in before { #expect(record(world, id)?.sentAt != nil) }
    for id in before { #expect(record(world, id)?.state == .enroute) }
    world.executor.jumpWallClock(by: milliseconds)
    let after = world.submit(count: 10, to: "1", validity: .seconds(86_400))
    pass(world, 120)
    for id in before + after { #expect(record(world, id)?.state == .delivered) }
  }

  @Test func messagesOfAProviderThatLeavesGoToAnotherOrAreKeptUntilItIsBack() throws {
    let providers = [ScriptedProvider(name: "a"), ScriptedProvider(name: "b")]
    let world = world(providers)
    let engine = try #require(world.engine)
    engine.hold(provider: "a")
    let lucky = world.submit(count: 20, to: "2")
    let orphans = world.submit(count: 20, to: "1")
    pass(world, 2)
    let before = world.executor.steps
    engine.replace(providers: [providers[1]], changed: ["a"])
    pass(world, 20)
    for id in lucky { #expect(record(world, id)?.lane.provider == "b") }
    for id in lucky { #expect(record(world, id)?.sentAt != nil) }
    for id in orphans { #expect(record(world, id)?.stage == .scheduled) }
    pass(world, 300)
    #expect(world.executor.steps - before < 60_000)
    engine.replace(providers: providers, changed: ["a"])
    engine.resume(provider: "a")
    pass(world, 70)
    for id in orphans { #expect(record(world, id)?.sentAt != nil) }
    #expect(world.exchange.withFarSide { $0.taken.count } == 40)
  }

  @Test func aHeldRouteKeepsItsMessagesAndNobodyElses() throws {
    var held = RouteRule(name: "1", prefixes: ["1"], providers: ["a"])
    held.isHeld = true
    let open = RouteRule(name: "2", prefixes: ["2"], providers: ["a"])
    let world = World(
      seed: 7,
      World.Plan(providers: [ScriptedProvider(name: "a")], rules: [held, open], terms: DeliveryTerms()))
    world.boot()
    let kept = world.submit(count: 30, to: "1")
    let mortal = world.submit(count: 1, to: "1", validity: .seconds(30))[0]
    let sent = world.submit(count: 30, to: "2")
    pass(world, 200)
    for id in kept { #expect(record(world, id)?.sentAt == nil) }
    for id in sent { #expect(record(world, id)?.sentAt != nil) }
    #expect(record(world, mortal)?.state == .expired)
    func lines(_ id: MessageID) throws -> [String] {
      try world.store.life(of: id).map { $0.kind }.filter { $0 == "held" || $0 == "released" }
    }
    for id in kept { #expect(try lines(id) == ["held"]) }
    // A reload that leaves the routes as they are changes nothing for them.
    world.engine?.intake.routing.router = Router(rules: [held, open])
    pass(world, 10)
    for id in kept { #expect(try lines(id) == ["held"]) }
    // Nor does one that changes other routes.
    var other = open
    other.failoverAfter = .seconds(5)
    world.engine?.intake.routing.router = Router(rules: [held, other])
    pass(world, 10)
    for id in kept { #expect(try lines(id) == ["held"]) }
    held.isHeld = false
    world.engine?.intake.routing.router = Router(rules: [held, open])
    pass(world, 5)
    for id in kept { #expect(record(world, id)?.sentAt != nil) }
    for id in kept { #expect(try lines(id) == ["held", "released"]) }
  }

  @Test func theLimitOfReceiptsIsKeptAtTheRhythmOfUpkeepAndMayChange() throws {
    var terms = DeliveryTerms()
    terms.upkeep = .seconds(600)
    let world = World(
      seed: 7,
      World.Plan(
        providers: [ScriptedProvider(name: "a")], rules: [RouteRule(name: "1", providers: ["a"])], terms: terms))
    world.boot()
    let wall = world.executor.wallClock
    let messages = (1...5).map { Sample.message($0, account: "nobody", acceptedAt: wall) }
    let reports = messages.map { StatusReport(id: $0.id, state: .deleted, raw: "") }
    _ = try world.store.commit(messages.map { .accept($0, claimed: false) } + [.settle(reports, at: wall, lease: nil)])
    terms.receiptLimit = 3
    world.engine?.update(terms)
    pass(world, 590)
    #expect(try world.store.tally().receiptsOwed == 5)
    pass(world, 20)
    #expect(try world.store.tally().receiptsOwed == 3)
    (terms.receiptLimit, terms.upkeep) = (2, .seconds(30))
    world.engine?.update(terms)
    pass(world, 40)
    #expect(try world.store.tally().receiptsOwed == 2)
  }

  @Test func whatAHeldRouteKeepsOutlastsACrash() {
    var held = RouteRule(name: "1", prefixes: ["1"], providers: ["a"])
    held.isHeld = true
    let world = World(
      seed: 7, World.Plan(providers: [ScriptedProvider(name: "a")], rules: [held], terms: DeliveryTerms()))
    world.boot()
    let kept = world.submit(count: 3, to: "1")
    pass(world, 10)
    world.crash()
    pass(world, 30)
    for id in kept { #expect(record(world, id)?.stage == .claimed) }
    held.isHeld = false
    world.engine?.intake.routing.router = Router(rules: [held])
    pass(world, 5)
    for id in kept { #expect(record(world, id)?.sentAt != nil) }
  }

  @Test func theSenderOfARouteTakesThePlaceOfTheClients() {
    var branded = RouteRule(name: "brand", senders: ["S", "T"], providers: ["a"])
    branded.sender = "BRAND"
    let world = World(
      seed: 7, World.Plan(providers: [ScriptedProvider(name: "a")], rules: [branded], terms: DeliveryTerms()))
    world.boot()
    let id = world.submit(count: 1, to: "1")[0]
    pass(world, 5)
    let message = record(world, id)?.message
    #expect(message?.sender == "BRAND")
    #expect(message.flatMap { world.router.rule(for: $0)?.name } == "brand")
  }

  @Test func aHeldProviderSendsNothingAndGoesOnWhenResumed() {
    let world = world()
    world.engine?.hold(provider: "a")
    pass(world, 1)
    let ids = world.submit(count: 5, to: "1")
    pass(world, 300)
    #expect(calls(world, "a/send").isEmpty)
    world.engine?.resume(provider: "a")
    pass(world, 5)
    for id in ids { #expect(record(world, id)?.sentAt != nil) }
  }

  @Test func aReplacedMessageIsSentOnceAndAsReplaced() {
    let world = world()
    world.engine?.hold(provider: "a")
    pass(world, 1)
    let ids = world.submit(count: 5, to: "1")
    pass(world, 5)
    let done = Mutex<[Bool]>([])
    for id in ids {
      world.engine?.replace(id, with: Replacement(text: "new")) { result in
        done.withLock { $0.append((try? result.get()) == true) }
      }
    }
    pass(world, 5)
    #expect(done.withLock { $0 } == [true, true, true, true, true])
    world.engine?.resume(provider: "a")
    pass(world, 10)
    for id in ids { #expect(record(world, id)?.message.text == "new") }
    #expect(world.exchange.withFarSide { $0.taken.values.allSatisfy { $0.times == 1 } && $0.taken.count == 5 })
  }

  @Test func whatWaitedIsToldAsCancelledAtOnceAndProvidersAreAskedBehindIt() throws {
    let world = world()
    let sent = world.submit(count: 2, to: "1")
    pass(world, 5)
    world.engine?.hold(provider: "a")
    pass(world, 1)
    let waiting = world.submit(count: 2, to: "1")
    pass(world, 1)
    let phone = try #require(record(world, waiting[0])?.message)
    let selector = CancelSelector.all(
      account: phone.account, source: phone.sender, destination: phone.recipient, serviceType: nil)
    let done = Mutex<[[MessageID]]>([])
    for _ in 0..<2 * CancelsUnderWay.most {
      world.engine?.cancel(selector) { result in done.withLock { $0.append((try? result.get()) ?? []) } }
    }
    pass(world, 10)
    #expect(done.withLock { $0.count } == 2 * CancelsUnderWay.most)
    #expect(done.withLock { $0.first?.contains(waiting[0]) } == true)
    for id in sent { #expect(record(world, id)?.sentAt != nil) }
    // Those that have ended make room for the next.
    #expect(world.engine?.stopping.begin(phone.account) == true)
  }

  @Test func aScheduledMessageThatIsReplacedToNowIsSent() {
    let world = world()
    let ids = world.submit(count: 1, to: "1", dueIn: .seconds(1_800))
    pass(world, 5)
    let accepted = record(world, ids[0])?.message.acceptedAt
    world.engine?.replace(ids[0], with: Replacement(dueAt: accepted)) { _ in }
    pass(world, 5)
    #expect(record(world, ids[0])?.sentAt != nil)
  }

  @Test func aCancelledMessageIsNotSentAndItsReceiptComes() {
    let world = world()
    world.engine?.hold(provider: "a")
    pass(world, 1)
    let ids = world.submit(count: 3, to: "1")
    pass(world, 5)
    world.engine?.cancel(.message(ids[1])) { _ in }
    pass(world, 15)
    world.engine?.resume(provider: "a")
    pass(world, 60)
    #expect(record(world, ids[1])?.state == .deleted)
    #expect(record(world, ids[1])?.receiptsOwed == 0)
    #expect(world.exchange.withFarSide { $0.taken.count } == 2)
  }

  @Test(arguments: [
    RouteRule.UnknownPolicy.fail, .sent, .resend,
  ])
  func aLostAnswerThatCannotBeAskedAboutIsDecidedByTheRoute(policy: RouteRule.UnknownPolicy) {
    let world = world([ScriptedProvider(name: "a", canSettle: false), ScriptedProvider(name: "b")], onUnknown: policy)
    set(world, "a") { $0.lostAfter = 100 }
    let ids = world.submit(count: 1, to: "1", validity: .seconds(1_200))
    pass(world, 25)
    set(world, "a") { _ in }
    pass(world, 60)
    let taken = world.exchange.withFarSide { $0.taken[ids[0]] }
    #expect(policy == .resend ? (taken?.times ?? 0) >= 2 : taken?.times == 1)
    if policy == .fail { #expect(record(world, ids[0])?.state == .unknown) }
    if policy == .sent { #expect(record(world, ids[0])?.sentAt != nil) }
  }

  @Test func aHeldLostAnswerEndsAsUnknownWithTheValidity() {
    let world = world([ScriptedProvider(name: "a", canSettle: false), ScriptedProvider(name: "b")])
    set(world, "a") { $0.lostAfter = 100 }
    let ids = world.submit(count: 1, to: "1", validity: .seconds(1_200))
    pass(world, 1_150)
    #expect(record(world, ids[0])?.stage == .calling)
    pass(world, 400)
    #expect(record(world, ids[0])?.state == .unknown)
    #expect(calls(world, "a/send").count == 1)
  }

  @Test func aHeldLostAnswerIsAskedAboutUntilTheProviderKnows() {
    let world = world()
    set(world, "a") { $0.lostAfter = 100 }
    let ids = world.submit(count: 1, to: "1", validity: .seconds(36_000))
    pass(world, 2)
    set(world, "a") { $0.tooFast = 100 }
    pass(world, 5_000)
    #expect(record(world, ids[0])?.stage == .calling)
    let asked = calls(world, "a/settle").count
    #expect((10...40).contains(asked))
    set(world, "a") { _ in }
    pass(world, 400)
    #expect(record(world, ids[0])?.sentAt != nil)
    #expect(calls(world, "a/send").count == 1)
  }

  @Test func tooManyLostAnswersStopTheLane() {
    var terms = DeliveryTerms()
    terms.undecidedLimit = 20
    let world = world(
      [ScriptedProvider(name: "a", batch: 5, canSettle: false), ScriptedProvider(name: "b")], terms: terms)
    set(world, "a") { $0.lostAfter = 100 }
    for _ in 0..<600 {
      world.submit(count: 1, to: "1", validity: .seconds(86_400))
      pass(world, 1)
    }
    #expect(world.exchange.withFarSide { $0.taken.count } <= 20 + 3 * 5)
  }

  @Test func statusQuestionsKeepTheProvidersSpacing() {
    let world = world([ScriptedProvider(name: "a", spacing: .seconds(10)), ScriptedProvider(name: "b")])
    for _ in 0..<60 {
      world.submit(count: 3, to: "1")
      pass(world, 2)
    }
    let asked = calls(world, "a/status")
    #expect(asked.count > 5)
    #expect(zip(asked, asked.dropFirst()).allSatisfy { $1 - $0 > .milliseconds(9_900) })
  }

  @Test func anIdleEngineHardlyMoves() {
    let world = world()
    pass(world, 60)
    let before = world.executor.steps
    pass(world, 3_600)
    #expect(world.executor.steps - before < 3_600 * 20)
    #expect(calls(world, "a/status").isEmpty)
  }

  @Test func aDrainEndsWhenTheCallsUnderWayHaveEnded() {
    let world = world()
    set(world, "a") { $0.slow = 100 }
    let ids = world.submit(count: 10, to: "1")
    pass(world, 1)
    let end = Mutex<Duration?>(nil)
    world.engine?.drain(patience: .seconds(60)) { end.withLock { $0 = world.executor.now } }
    pass(world, 61)
    #expect(end.withLock { $0 }.map { $0 < .seconds(59) } == true)
    for id in ids { #expect(record(world, id)?.stage == .sent) }
    let before = calls(world, "a/send").count
    world.submit(count: 5, to: "1")
    pass(world, 60)
    #expect(calls(world, "a/send").count == before)
  }

  @Test func urgentMessagesOvertakeABulkThatWaitsInTheStore() {
    var terms = DeliveryTerms()
    terms.queueLimit = 50
    let world = world([ScriptedProvider(name: "a", batch: 5), ScriptedProvider(name: "b")], terms: terms)
    set(world, "a") { $0.slow = 100 }
    world.submit(count: 400, to: "1", validity: .seconds(80_000))
    pass(world, 5)
    let urgent = world.submit(count: 1, to: "1", validity: .seconds(80_000), priority: 3)
    pass(world, 62)
    #expect(world.exchange.withFarSide { $0.taken[urgent[0]] } != nil)
    #expect(world.exchange.withFarSide { $0.taken.count } < 200)
  }
}
