import Delivery
import Messages
import Testing

@Suite struct RouterTests {
  private func rule(
    _ name: String, prefixes: [String] = [], channels: [Channel] = [], accounts: [String] = [], senders: [String] = [],
    strategy: RouteRule.Strategy = .ordered
  ) -> RouteRule {
    RouteRule(
      name: name, prefixes: prefixes, channels: channels, accounts: accounts, senders: senders,
      providers: [name + "1", name + "2"], strategy: strategy)
  }

  private func chosen(_ rules: [RouteRule], _ facts: RouteFacts = Sample.facts()) -> String? {
    guard case .lanes(_, let index, _) = Router(rules: rules).route(facts) else { return nil }
    return rules[index].name
  }

  @Test func theFirstRuleThatFitsWinsNotTheLongestPrefix() {
    #expect(chosen([rule("short", prefixes: ["375"]), rule("long", prefixes: ["37529"])]) == "short")
    #expect(chosen([rule("long", prefixes: ["37529"]), rule("short", prefixes: ["375"])]) == "long")
    #expect(chosen([rule("other", prefixes: ["7"]), rule("all"), rule("short", prefixes: ["375"])]) == "all")
  }

  @Test func ruleOfAPrefixThatDoesNotFitOtherwiseIsPassedOver() {
    let rules = [
      rule("viber", prefixes: ["375"], channels: [.viber]), rule("blue", prefixes: ["375"], accounts: ["blue"]),
      rule("shop", prefixes: ["375"], senders: ["SHOP*"]), rule("rest", prefixes: ["375"]),
    ]
    #expect(chosen(rules) == "rest")
    #expect(chosen(rules, Sample.facts(account: "blue")) == "blue")
    #expect(chosen(rules, Sample.facts(sender: "SHOPPING")) == "shop")
    #expect(chosen(rules, Sample.facts(sender: "SHO")) == "rest")
    #expect(chosen(rules, Sample.facts(channel: .viber)) == "viber")
  }

  @Test func aNumberWithoutARouteIsToldFromAChannelWithout() {
    let router = Router(rules: [rule("by", prefixes: ["375"], senders: ["SHOP"])])
    #expect(router.route(Sample.facts("79991234567")) == .noRoute)
    #expect(router.route(Sample.facts(sender: "OTHER")) == .noRoute)
    #expect(router.route(Sample.facts(channel: .viber)) == .channelNotServed)
    #expect(Router(rules: []).route(Sample.facts()) == .channelNotServed)
  }

  @Test func aMessageFindsItsRouteAgainByNameAndWhereItHasNoneByWhatFits() {
    var other = rule("1", prefixes: ["49"])
    var own = rule("2", prefixes: ["375"], senders: ["SHOP"])
    (other.isNamed, own.isNamed, own.sender) = (false, false, "S")
    other.onUnknown = .resend
    let named = rule("named")
    let router = Router(rules: [other, own, named])
    // It came when its route was the first of all, and named so by its place.
    var message = Sample.message(1)
    message.route = "1"
    #expect(router.rule(for: message)?.name == "2")
    message.route = ""
    #expect(router.rule(for: message)?.name == "2")
    message.route = "named"
    #expect(router.rule(for: message)?.name == "named")
    message.route = "gone"
    #expect(router.rule(for: message)?.name == "2")
  }

  @Test func theReasonNamesRouteAndPrefix() {
    let decision = Router(rules: [rule("by", prefixes: ["37", "37529"])]).route(Sample.facts())
    guard case .lanes(let lanes, _, let reason) = decision else { return #expect(Bool(false)) }
    #expect(lanes.map(\.provider) == ["by1", "by2"])
    #expect(reason.hasPrefix("route by: prefix 37"))
  }

  @Test func prefixesOfEighteenAndTwentyDigitsAreTold() {
    let number = "12345678901234567890"
    for length in [18, 19, 20] {
      let prefix = String(number.prefix(length))
      let other = String(prefix.dropLast()) + "5"
      #expect(
        chosen([rule("other", prefixes: [other]), rule("hit", prefixes: [prefix])], Sample.facts(number)) == "hit")
    }
  }

  @Test func whatIsNotDigitsFitsNoNumber() {
    #expect(chosen([rule("odd", prefixes: ["37a", "", "+375"]), rule("all")]) == "all")
  }

  @Test func oneOfAHundredThousandPrefixesIsFound() {
    let rules = (0..<100).map { block in
      rule("r\(block)", prefixes: (0..<1_000).map { "\(1_000_000 + block * 1_000 + $0)" })
    }
    let router = Router(rules: rules)
    for number in [1_000_000, 1_057_321, 1_099_999] {
      guard case .lanes(_, let index, _) = router.route(Sample.facts("\(number)55")) else {
        #expect(Bool(false), "no route for \(number)")
        continue
      }
      #expect(index == (number - 1_000_000) / 1_000)
    }
    #expect(router.route(Sample.facts("110000055")) == .noRoute)
  }

  @Test func weightsAreKeptForIDsThatAreMultiplesOfARoundNumber() {
    let router = Router(rules: [rule("w", strategy: .weighted([3, 1]))])
    var first = 0
    for step in 0..<4_000 {
      let draw = UInt64(1_700_000_000_000 + step) * 100_000
      guard case .lanes(let lanes, _, _) = router.route(Sample.facts(), draw: draw) else { continue }
      #expect(Set(lanes.map(\.provider)) == ["w1", "w2"])
      if lanes[0].provider == "w1" { first += 1 }
    }
    #expect((2_850...3_150).contains(first))
  }

  @Test(arguments: [[0, 0], [1], [-1, 0], []]) func weightsThatMeanNothingKeepTheOrder(weights: [Int]) {
    let router = Router(rules: [rule("w", strategy: .weighted(weights))])
    guard case .lanes(let lanes, _, _) = router.route(Sample.facts(), draw: 99) else { return #expect(Bool(false)) }
    #expect(lanes.map(\.provider) == ["w1", "w2"])
  }

  @Test func anAccountIsOnlyServedByItsOwnChannels() {
    let router = Router(rules: [rule("v", channels: [.viber], accounts: ["blue"])])
    #expect(router.route(Sample.facts(channel: .viber, account: "red")) == .channelNotServed)
  }

  @Test func serviceTypeAndPartsChooseARoute() {
    var codes = rule("codes")
    codes.serviceTypes = ["CODE"]
    var plain = rule("plain")
    plain.serviceTypes = [""]
    var long = rule("long")
    long.parts = 4...255
    var facts = Sample.facts()
    #expect(chosen([codes, long, plain, rule("rest")], facts) == "long")
    facts.parts = 3
    #expect(chosen([codes, long, plain, rule("rest")], facts) == "plain")
    facts.serviceType = "CODE"
    #expect(chosen([codes, long, plain, rule("rest")], facts) == "codes")
    facts.serviceType = "code"
    #expect(chosen([codes, long, plain, rule("rest")], facts) == "rest")
    facts.parts = 4
    #expect(chosen([codes, long, plain, rule("rest")], facts) == "long")
    #expect(chosen([codes], facts) == nil)
  }

  @Test func oneChannelAfterTheOtherIsHadWhereBothAre() {
    let router = Router(rules: [rule("v", channels: [.viber, .sms])])
    guard case .lanes(let lanes, _, let reason) = router.route(Sample.facts(channel: .viberThenSMS)) else {
      return #expect(Bool(false))
    }
    #expect(lanes.map(\.channel) == [.viberThenSMS, .viberThenSMS])
    #expect(reason.contains("channel viber-sms"))
    #expect(
      Router(rules: [rule("v", channels: [.viber])]).route(Sample.facts(channel: .viberThenSMS)) == .channelNotServed)
  }

  @Test func aProviderWithoutTheChangeOfChannelsGetsThemInTurn() {
    var rule = rule("v", channels: [.viber, .sms])
    rule.forwardingTime = .seconds(600)
    let router = Router(rules: [rule])
    let decision = router.route(
      Sample.facts(channel: .viberThenSMS),
      offers: { $0.channel == .viber || $0.channel == .sms || $0 == LaneName(provider: "v2", channel: .viberThenSMS) })
    guard case .lanes(let lanes, _, let reason) = decision else { return #expect(Bool(false)) }
    #expect(lanes.map(\.description) == ["v2/viber-sms", "v1/viber", "v1/sms"])
    #expect(reason.hasSuffix("viber-sms, then viber, then sms after 10 min"))
  }

  @Test func theReasonTellsOfWeightPriceSenderAndHold() {
    var cheap = rule("c", strategy: .cheapest)
    cheap.sender = "BRAND"
    cheap.isHeld = true
    cheap.accounts = ["red"]
    guard case .lanes(_, _, let reason) = Router(rules: [cheap]).route(Sample.facts()) else {
      return #expect(Bool(false))
    }
    #expect(reason == "route c: any number, channel sms, its account; the cheapest; sent as BRAND; the route is held")
  }

  @Test func policiesAreNamedAsInTheConfiguration() {
    #expect(RouteRule.UnknownPolicy.allCases.map(\.rawValue) == ["hold", "fail", "sent", "resend"])
    #expect(RouteRule(name: "r", providers: ["a"]).onUnknown == nil)
  }
}
