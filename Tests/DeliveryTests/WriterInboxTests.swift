import Delivery
import Messages
import Store
import Testing

@Suite struct WriterInboxTests {
  /// A step of the engine that changes so many rows.
  private func step(_ rows: Int) -> WriterInbox.Submission {
    let ids = (1...rows).map { MessageID(rawValue: UInt64($0)) }
    return WriterInbox.Submission(changes: [.pollAgain(ids, at: Timestamp(seconds: 0))]) { _ in }
  }

  /// What clients wait for.
  private func intake(_ count: Int) -> WriterInbox.Submission {
    let changes = (1...count).map { StoreChange.accept(Sample.message(UInt64($0)), claimed: true) }
    return WriterInbox.Submission(changes: changes) { _ in }
  }

  private var patient: WriterInbox.Share {
    var share = WriterInbox.Share()
    share.patience = .max
    return share
  }

  private func steps(in round: WriterInbox.Round) -> Int { round.submissions.count { !$0.isIntake } }

  @Test func aLargeStepOfTheEngineWaitsUntilClientsHaveHadAsManyRows() {
    let inbox = WriterInbox(limit: 10_000)
    _ = inbox.put(step(100))
    for _ in 0..<9 {
      _ = inbox.put(intake(10))
      #expect(steps(in: inbox.take(patient) {}) == 0)
    }
    _ = inbox.put(intake(10))
    #expect(steps(in: inbox.take(patient) {}) == 1)
  }

  @Test func smallStepsGoAlongAtOnce() {
    let inbox = WriterInbox(limit: 10_000)
    for _ in 0..<5 { _ = inbox.put(step(10)) }
    _ = inbox.put(intake(30))
    let round = inbox.take(patient) {}
    #expect(steps(in: round) == 3)
    #expect(round.submissions.first?.isIntake == true)
  }

  @Test func theEngineMakesAStepHoweverManyClientsWait() {
    let inbox = WriterInbox(limit: 10_000)
    var impatient = WriterInbox.Share()
    impatient.patience = -1
    for _ in 0..<2 { _ = inbox.put(step(1_000)) }
    _ = inbox.put(intake(1))
    #expect(steps(in: inbox.take(impatient) {}) >= 1)
  }

  @Test func withoutClientsTheEngineHasTheRoundToItself() {
    let inbox = WriterInbox(limit: 10_000)
    for _ in 0..<3 { _ = inbox.put(step(1_000)) }
    #expect(steps(in: inbox.take(patient) {}) == 2)
    #expect(steps(in: inbox.take(patient) {}) == 1)
  }

  @Test func whatIsSavedUpHasALimit() {
    let inbox = WriterInbox(limit: 100_000)
    var share = patient
    share.savings = 50
    for _ in 0..<20 {
      _ = inbox.put(intake(10))
      _ = inbox.take(share) {}
    }
    for _ in 0..<20 { _ = inbox.put(step(10)) }
    _ = inbox.put(intake(1))
    #expect(steps(in: inbox.take(share) {}) == 5)
  }
}
