import Delivery
import Messages
import Store
import Testing

@Suite struct LaneAdmissionTests {
  private let red = LaneQueue(lane: Sample.sms, account: "red")
  private let blue = LaneQueue(lane: Sample.sms, account: "blue")

  @Test func placesEndAtTheLimitAndTheRestLinesUpInTheStore() {
    let admission = LaneAdmission(laneLimit: 100, queueLimit: 10)
    #expect(admission.enter(red, 9) == 9)
    #expect(admission.enter(red) == 1)
    #expect(admission.enter(red) == 0)
    // Room again, but others wait in the store before it.
    admission.leave(red, 5)
    #expect(admission.enter(red) == 0)
    #expect(admission.inMemory(Sample.sms) == 5)
  }

  @Test func aRunThatFitsInPartIsTakenInPart() {
    let admission = LaneAdmission(laneLimit: 100, queueLimit: 10)
    #expect(admission.enter(red, 25) == 10)
    #expect(admission.enter(blue, 4) == 4)
  }

  @Test func urgentOnesPassTheStoreAndHaveSomeMorePlaces() {
    let admission = LaneAdmission(laneLimit: 100, queueLimit: 10)
    #expect(admission.enter(red, 11) == 10)
    #expect(admission.enter(red, 1, urgent: true) == 1)
    #expect(admission.enter(red, 5, urgent: true) == 1)
  }

  @Test func aFullLaneKeepsAFewPlacesForEachAccount() {
    let admission = LaneAdmission(laneLimit: 100, queueLimit: 100)
    #expect(admission.enter(red, 100) == 100)
    #expect(admission.enter(blue, 50) == 16)
    #expect(admission.enter(LaneQueue(lane: LaneName(provider: "b", channel: .sms), account: "red"), 50) == 50)
  }

  @Test func claimsWaitUntilMemoryIsHalfEmpty() {
    let admission = LaneAdmission(laneLimit: 100, queueLimit: 10)
    _ = admission.enter(red, 20)
    admission.leave(red, 4)
    #expect(admission.roomToClaim(red, atMost: 100) == 0)
    admission.leave(red)
    #expect(admission.roomToClaim(red, atMost: 100) == 5)
    #expect(admission.roomToClaim(red, atMost: 100) == 0)
  }

  @Test func aClaimThatEmptiedTheStoreOpensMemoryAgain() {
    let admission = LaneAdmission(laneLimit: 100, queueLimit: 10)
    admission.noteBacklog(red)
    #expect(admission.enter(red) == 0)
    let asked = admission.roomToClaim(red, atMost: 100)
    admission.claimed(red, asked: asked, got: 3, emptied: true)
    #expect(admission.inMemory(Sample.sms) == 3)
    #expect(admission.enter(red) == 1)
  }

  @Test func aClaimThatFailedLeavesTheRestInTheStoreKnown() {
    let admission = LaneAdmission(laneLimit: 100, queueLimit: 10)
    admission.noteBacklog(red)
    let asked = admission.roomToClaim(red, atMost: 100)
    admission.claimed(red, asked: asked, got: 0, emptied: false)
    #expect(admission.enter(red) == 0)
    #expect(admission.roomToClaim(red, atMost: 100) == 10)
  }

  @Test func whatGoesBackIntoMemoryIsCountedWhateverTheLimit() {
    let admission = LaneAdmission(laneLimit: 10, queueLimit: 10)
    _ = admission.enter(red, 10)
    admission.leave(red, 4)
    _ = admission.enter(red, 4)
    admission.reenter(red, 4)
    #expect(admission.inMemory(Sample.sms) == 14)
    admission.leave(red, 100)
    #expect(admission.inMemory(Sample.sms) == 0)
    admission.leave(red)
    #expect(admission.inMemory(Sample.sms) == 0)
  }

  @Test func nothingIsClaimedOfAQueueThatHasNothing() {
    #expect(LaneAdmission().roomToClaim(red, atMost: 10) == 0)
  }
}
