import Delivery
import Messages
import Providers
import Store
import Testing

@Suite struct PollLineTests {
  private func question(_ count: Int, until: Duration = .seconds(120)) -> PollLine.Question {
    let references = (0..<count).map {
      TrackedReference(
        id: MessageID(rawValue: UInt64($0 + 1)), channel: .sms, reference: ProviderReference(),
        recipient: PhoneNumber(trusted: "375"))
    }
    return PollLine.Question(messages: [], references: references, until: until)
  }

  private func line(spacing: Int = 0, lone: Int? = nil, concurrency: Int = 1) -> PollLine {
    PollLine(
      plan: PollingPlan(
        delays: [.seconds(1)], spacing: .seconds(spacing), loneSpacing: lone.map { .seconds($0) },
        concurrency: concurrency))
  }

  @Test func noMoreQuestionsAtOnceThanTheProviderTakes() {
    var line = line(concurrency: 2)
    for _ in 0..<3 { line.append(question(5)) }
    #expect(line.nextQuestion(now: .zero) != nil)
    #expect(line.nextQuestion(now: .zero) != nil)
    #expect(line.nextQuestion(now: .zero) == nil)
    #expect(line.nextWake(now: .zero) == nil)
    line.questionEnded()
    #expect(line.nextQuestion(now: .zero) != nil)
  }

  @Test func theSpacingIsKeptAndTheWakeIsAtItsEnd() {
    var line = line(spacing: 60, concurrency: 4)
    line.append(question(5))
    line.append(question(5))
    #expect(line.nextQuestion(now: .seconds(1)) != nil)
    line.questionEnded()
    #expect(line.nextQuestion(now: .seconds(60)) == nil)
    #expect(line.nextWake(now: .seconds(60)) == .seconds(61))
    #expect(line.nextWake(now: .seconds(60)) == nil)
    line.woke(at: .seconds(61))
    #expect(line.nextQuestion(now: .seconds(61)) != nil)
  }

  @Test func questionsAboutOneMessageHaveASpacingOfTheirOwn() {
    var line = line(spacing: 60, lone: 12, concurrency: 4)
    line.append(question(9))
    line.append(question(1))
    line.append(question(9))
    #expect(line.nextQuestion(now: .zero) != nil)
    #expect(line.nextQuestion(now: .seconds(11)) == nil)
    #expect(line.nextQuestion(now: .seconds(12))?.references.count == 1)
    #expect(line.nextQuestion(now: .seconds(59)) == nil)
    #expect(line.nextQuestion(now: .seconds(60))?.references.count == 9)
  }

  @Test func aFewAreAskedAboutOneByOneWhileAQuestionAboutManyMustWait() {
    var line = line(spacing: 60, lone: 1, concurrency: 4)
    line.append(question(9))
    #expect(line.nextQuestion(now: .zero)?.references.count == 9)
    line.append(named(3))
    #expect(line.nextQuestion(now: .zero) == nil)
    #expect(line.nextWake(now: .zero) == .seconds(1))
    for second in 1...3 {
      #expect(line.nextQuestion(now: .seconds(second))?.references.map(\.id.rawValue) == [UInt64(second)])
      line.questionEnded()
    }
    #expect(line.nextQuestion(now: .seconds(4)) == nil)
  }

  @Test func manyWaitForTheQuestionAboutMany() {
    var line = line(spacing: 60, lone: 1, concurrency: 4)
    #expect(line.crowdOpening(now: .zero) == nil)
    line.append(question(9))
    _ = line.nextQuestion(now: .seconds(1))
    #expect(line.crowdOpening(now: .seconds(2)) == .seconds(61))
    line.expect(at: .seconds(2))
    let claimed = line.nextClaim(now: .seconds(2)) ?? 0
    #expect(line.isCrowd(claimed))
    #expect(!line.isCrowd(claimed - 1))
  }

  @Test func aSlotThatIsReservedIsNobodyElses() {
    var line = line(spacing: 60, lone: 1, concurrency: 4)
    #expect(line.reserveMany(now: .seconds(5)) == .seconds(5))
    #expect(line.reserveMany(now: .seconds(6)) == .seconds(65))
    #expect(line.crowdOpening(now: .seconds(66)) == .seconds(125))
  }

  private func named(_ count: Int) -> PollLine.Question {
    var question = question(count)
    let lane = LaneName(provider: "p", channel: .sms)
    question.messages = question.references.map {
      TrackedMessage(
        id: $0.id, lane: lane, reference: $0.reference, recipient: $0.recipient, sentAt: Timestamp(seconds: 0),
        validUntil: Timestamp(seconds: 1))
    }
    return question
  }

  @Test func nothingIsClaimedWhileQuestionsWait() {
    var line = line()
    line.expect(at: .zero)
    line.append(question(1))
    #expect(line.nextClaim(now: .zero) == nil)
    _ = line.nextQuestion(now: .zero)
    #expect(line.nextClaim(now: .zero) == nil)
    line.questionEnded()
    #expect(line.nextClaim(now: .zero) == 10_000)
    #expect(line.nextClaim(now: .zero) == nil)
    line.claimEnded()
    #expect(line.nextClaim(now: .seconds(9)) == nil)
  }

  @Test func anEarlierExpectationWinsAndALaterOneDelaysNothing() {
    var line = line()
    line.expect(at: .seconds(10))
    line.expect(at: .seconds(5))
    line.expect(at: .seconds(20))
    #expect(line.nextWake(now: .zero) == .seconds(5))
    #expect(line.nextClaim(now: .seconds(4)) == nil)
    #expect(line.nextClaim(now: .seconds(5)) != nil)
    line.claimEnded()
    #expect(line.nextWake(now: .seconds(6)) == .seconds(10))
  }

  @Test func aHoldStopsQuestionsAndClaims() {
    var line = line()
    line.expect(at: .zero)
    line.hold(until: .seconds(30))
    #expect(line.nextClaim(now: .seconds(29)) == nil)
    #expect(line.nextWake(now: .seconds(1)) == .seconds(30))
    line.append(question(1))
    #expect(line.nextQuestion(now: .seconds(29)) == nil)
    #expect(line.nextQuestion(now: .seconds(30)) != nil)
  }

  @Test func aQuestionThatIsTooOldIsLeftOut() {
    var line = line()
    line.append(question(1, until: .seconds(10)))
    line.append(question(2, until: .seconds(20)))
    #expect(line.nextQuestion(now: .seconds(10))?.references.count == 2)
  }

  @Test func claimsFollowWhatCanBeAskedInTime() {
    var slow = line(spacing: 60)
    #expect(slow.budget == 1)
    slow.adaptClaims(kept: 100, of: 2_000)
    slow.expect(at: .zero)
    #expect(slow.nextClaim(now: .zero) == 100)
    slow.claimEnded()
    slow.adaptClaims(kept: 100, of: 100)
    slow.expect(at: .zero)
    #expect(slow.nextClaim(now: .zero) == 200)
  }

  @Test func pausesFollowTheAgeOfTheMessage() {
    let plan = PollingPlan(delays: [.seconds(1), .seconds(5), .seconds(60)])
    #expect(
      [0, 1, 5, 6, 65, 10_000].map { plan.pause(atAge: .seconds($0)) } == [1, 5, 5, 60, 60, 60].map { .seconds($0) })
    #expect(PollingPlan(delays: []).pause(atAge: .zero) == .seconds(60))
  }
}

@Suite struct SharedPollLineTests {
  @Test func nodesTogetherKeepThePauseOfTheProvider() {
    var line = PollLine(plan: PollingPlan(delays: [.seconds(1)], spacing: .seconds(3), concurrency: 4))
    line.share(among: 3)
    #expect(line.plan.spacing == .seconds(9))
    #expect(line.plan.loneSpacing == .seconds(9))
    #expect(line.plan.concurrency == 1)
    line.share(among: 1)
    #expect(line.plan == PollingPlan(delays: [.seconds(1)], spacing: .seconds(3), concurrency: 4))
    line.share(among: 0)
    #expect(line.plan.spacing == .seconds(3))
  }
}
