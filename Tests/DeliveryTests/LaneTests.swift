import Delivery
import Messages
import Providers
import Testing

@Suite struct LaneTests {
  private func lane(
    batch: Int = 10, concurrency: Int = 2, waiting: Int = 1, _ change: (inout ProviderTerms) -> Void = { _ in }
  ) -> Lane {
    var terms = ProviderTerms()
    change(&terms)
    var lane = Lane(name: Sample.sms, offer: ChannelOffer(batch: batch, concurrency: concurrency), provider: terms)
    for id in 0..<waiting { lane.queue.append(Sample.message(UInt64(id + 1))) }
    return lane
  }

  @Test func aLoneMessageLeavesAtOnce() {
    #expect(lane().readiness(now: .zero) == .ready)
    #expect(lane(waiting: 0).readiness(now: .zero) == .idle)
  }

  @Test func aPartlyFilledCallWaitsAMomentWhileAnotherIsUnderWay() {
    var lane = lane(waiting: 3)
    lane.callStarted(now: .zero)
    #expect(lane.readiness(now: .milliseconds(1)) == .wait(.milliseconds(4)))
    #expect(lane.readiness(now: .milliseconds(5)) == .ready)
  }

  @Test func aFullCallDoesNotWait() {
    var lane = lane(batch: 3, waiting: 3)
    lane.callStarted(now: .zero)
    #expect(lane.readiness(now: .zero) == .ready)
  }

  @Test func noMoreCallsThanTheProviderTakesAtOnce() {
    var lane = lane(concurrency: 1, waiting: 20)
    lane.callStarted(now: .zero)
    #expect(lane.readiness(now: .seconds(9)) == .idle)
    lane.callEnded(.answered(.carryOn), now: .seconds(9))
    #expect(lane.readiness(now: .seconds(9)) == .ready)
  }

  @Test func slowDownAndHoldWaitAsLongAsTheySay() {
    for advice: LaneAdvice in [.slowDown(.seconds(5)), .hold(.seconds(5), reason: "")] {
      var lane = lane()
      lane.callStarted(now: .zero)
      lane.callEnded(.answered(advice), now: .seconds(1))
      #expect(lane.readiness(now: .seconds(2)) == .wait(.seconds(4)))
      #expect(lane.impediment(now: .seconds(2)) == .held(since: .seconds(1)))
      #expect(lane.readiness(now: .seconds(6)) == .ready)
    }
  }

  @Test func withoutMoneyItWaitsAsLongAsItsProvidersTermsSay() {
    var lane = lane { $0.noMoneyPause = .seconds(7) }
    lane.callStarted(now: .zero)
    lane.callEnded(.answered(.noMoney(reason: "")), now: .seconds(1))
    #expect(lane.readiness(now: .seconds(7)) == .wait(.seconds(1)))
    #expect(lane.readiness(now: .seconds(8)) == .ready)
  }

  @Test func itTakesUpOtherTermsAndLargerCalls() {
    var lane = lane(batch: 3, concurrency: 1, waiting: 30)
    lane.callStarted(now: .zero)
    #expect(lane.readiness(now: .zero) == .idle)
    var terms = ProviderTerms()
    terms.breakerFailures = 1
    terms.longestBreakerPause = .milliseconds(200)
    lane.renew(ChannelOffer(batch: 40, concurrency: 2), terms)
    #expect(lane.offer.batch == 40)
    #expect(lane.readiness(now: .seconds(1)) == .ready)
    lane.callEnded(.failed, now: .seconds(1))
    #expect(lane.readiness(now: .seconds(1)) == .wait(.milliseconds(200)))
  }

  @Test func aProviderIsInTroubleFromItsAnswerUntilItTakesSomethingAgain() {
    var lane = lane { $0.noMoneyPause = .seconds(60) }
    #expect(lane.trouble(now: .zero) == nil)
    lane.callStarted(now: .zero)
    lane.callEnded(.answered(.noMoney(reason: "no money")), now: .seconds(1))
    #expect(lane.trouble(now: .seconds(2)) == "no money")
    // The pause is over, and a call is out to see.
    #expect(lane.trouble(now: .seconds(61)) == "no money")
    lane.callStarted(now: .seconds(61))
    #expect(lane.trouble(now: .seconds(61)) == "no money")
    lane.callEnded(.answered(.carryOn), now: .seconds(62))
    #expect(lane.trouble(now: .seconds(62)) == nil)
  }

  @Test func aProviderThatNobodyReachesIsInTroubleOnceTheBreakerIsOpen() {
    var lane = lane { $0.breakerFailures = 2 }
    for second in 0..<2 {
      #expect(lane.trouble(now: .seconds(second)) == nil)
      lane.callStarted(now: .seconds(second))
      lane.callEnded(.failed, now: .seconds(second), reason: "connection refused")
    }
    #expect(lane.trouble(now: .seconds(2)) == "connection refused")
    lane.callStarted(now: .seconds(10))
    #expect(lane.trouble(now: .seconds(10)) == "connection refused")
    lane.callEnded(.answered(.carryOn), now: .seconds(11))
    #expect(lane.trouble(now: .seconds(11)) == nil)
  }

  @Test func whatNobodyTriesAgainAndWhatIsOursIsNoTroubleOfTheProvider() {
    var idle = lane(waiting: 0)
    idle.callStarted(now: .zero)
    idle.callEnded(.answered(.slowDown(.seconds(5))), now: .zero)
    #expect(idle.trouble(now: .seconds(4)) != nil)
    #expect(idle.trouble(now: .seconds(5)) == nil)
    var ours = lane()
    ours.pause(until: .seconds(9), reason: "the store is not writable")
    #expect(ours.trouble(now: .zero) == nil)
    ours.holdByOperator(now: .zero)
    #expect(ours.trouble(now: .zero) == nil)
    var refused = lane()
    refused.callStarted(now: .zero)
    refused.callEnded(.answered(.stop(reason: "wrong token")), now: .zero)
    #expect(refused.trouble(now: .seconds(999)) == "wrong token")
    refused.resume()
    #expect(refused.trouble(now: .seconds(999)) == nil)
  }

  @Test func aShorterHoldDoesNotEndALongerOne() {
    var lane = lane()
    lane.callStarted(now: .zero)
    lane.callStarted(now: .zero)
    lane.callEnded(.answered(.hold(.seconds(60), reason: "")), now: .zero)
    lane.callEnded(.answered(.slowDown(.seconds(1))), now: .zero)
    #expect(lane.readiness(now: .seconds(2)) == .wait(.seconds(58)))
  }

  @Test func troubleLastsUntilACallIsTaken() {
    var lane = lane()
    for second in [0, 6, 12, 18, 24, 30] {
      lane.callStarted(now: .seconds(second))
      lane.callEnded(.answered(.slowDown(.seconds(5))), now: .seconds(second))
    }
    #expect(lane.impediment(now: .seconds(31)) == .held(since: .zero))
    lane.callStarted(now: .seconds(35))
    lane.callEnded(.answered(.carryOn), now: .seconds(35))
    lane.callStarted(now: .seconds(36))
    lane.callEnded(.answered(.slowDown(.seconds(5))), now: .seconds(36))
    #expect(lane.impediment(now: .seconds(37)) == .held(since: .seconds(36)))
  }

  @Test func aRefusedLoginStopsItUntilAnOperatorActs() {
    var lane = lane()
    lane.callStarted(now: .zero)
    lane.callEnded(.answered(.stop(reason: "")), now: .zero)
    #expect(lane.readiness(now: .seconds(1_000_000)) == .idle)
    #expect(lane.impediment(now: .seconds(1)) == .passOn)
    lane.resume()
    #expect(lane.readiness(now: .seconds(1)) == .ready)
    #expect(lane.impediment(now: .seconds(1)) == .none)
  }

  @Test func anOperatorsHoldOutlastsWhatTheProviderSays() {
    var lane = lane()
    lane.callStarted(now: .zero)
    lane.holdByOperator(now: .seconds(1))
    lane.callEnded(.answered(.carryOn), now: .seconds(2))
    #expect(lane.readiness(now: .seconds(3)) == .idle)
    #expect(lane.impediment(now: .seconds(3)) == .held(since: .seconds(1)))
  }

  /// A lane whose breaker has let one call through to see.
  private func trying() -> Lane {
    var lane = lane { $0.breakerFailures = 1 }
    lane.callStarted(now: .zero)
    lane.callEnded(.failed, now: .zero)
    #expect(lane.impediment(now: .zero) == .passOn)
    #expect(lane.readiness(now: .zero) == .wait(.seconds(1)))
    lane.callStarted(now: .seconds(1))
    #expect(lane.readiness(now: .seconds(100)) == .idle)
    return lane
  }

  @Test(arguments: [
    Lane.CallEnd.answered(.carryOn), .answered(.renewCredential), .answered(.slowDown(.seconds(1))),
    .answered(.hold(.seconds(1), reason: "")), .failed, .abandoned,
  ])
  func aCallThatTriesLetsGoOfTheBreakerHoweverItEnds(end: Lane.CallEnd) {
    var lane = trying()
    lane.callEnded(end, now: .seconds(2))
    #expect(lane.readiness(now: .seconds(60)) == .ready)
  }

  @Test func aStoppedTryGoesOnAfterTheOperator() {
    var lane = trying()
    lane.callEnded(.answered(.stop(reason: "")), now: .seconds(2))
    lane.resume()
    #expect(lane.readiness(now: .seconds(2)) == .ready)
  }

  @Test func askingWhetherItIsReadyUsesNoTryUp() {
    var lane = lane { $0.breakerFailures = 1 }
    lane.callStarted(now: .zero)
    lane.callEnded(.failed, now: .zero)
    #expect(lane.readiness(now: .seconds(1)) == .ready)
    #expect(lane.readiness(now: .seconds(1)) == .ready)
  }

  @Test func credentialsThatAreRefusedAgainAndAgainHoldIt() {
    var lane = lane(concurrency: 1)
    var renewed = 0
    while lane.readiness(now: .zero) == .ready, renewed < 100 {
      lane.callStarted(now: .zero)
      lane.callEnded(.answered(.renewCredential), now: .zero)
      renewed += 1
    }
    #expect(renewed == 4)
    #expect(lane.readiness(now: .zero) == .wait(.seconds(30)))
  }

  @Test func tooManyUndecidedMessagesStopItUntilSomeAreSettled() {
    var terms = DeliveryTerms()
    terms.undecidedLimit = 10
    var lane = Lane(name: Sample.sms, offer: ChannelOffer(batch: 10, concurrency: 2), terms: terms)
    lane.queue.append(Sample.message(1))
    lane.undecided(by: 9, now: .zero)
    #expect(lane.readiness(now: .zero) == .ready)
    lane.undecided(by: 1, now: .seconds(3))
    #expect(lane.readiness(now: .seconds(9)) == .idle)
    #expect(lane.impediment(now: .seconds(9)) == .held(since: .seconds(3)))
    lane.undecided(by: -1, now: .seconds(10))
    #expect(lane.readiness(now: .seconds(10)) == .ready)
    #expect(lane.impediment(now: .seconds(10)) == .none)
  }

  @Test func aPauseOfOurOwnIsNoReasonToGoElsewhere() {
    var lane = lane()
    lane.pause(until: .seconds(1), reason: "the store")
    #expect(lane.readiness(now: .zero) == .wait(.seconds(1)))
    #expect(lane.impediment(now: .zero) == .none)
  }
}
