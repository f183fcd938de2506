import Delivery
import Messages
import Store
import Testing

@Suite struct FreshPollsTests {
  private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1_000) }

  private func messages(_ ids: ClosedRange<UInt64>) -> [TrackedMessage] {
    ids.map {
      TrackedMessage(
        id: MessageID(rawValue: $0), lane: LaneName(provider: "p", channel: .sms), reference: ProviderReference(),
        recipient: PhoneNumber(trusted: "375291234567"), sentAt: at(0), validUntil: at(3_600))
    }
  }

  private func ids(_ messages: [TrackedMessage]) -> [UInt64] { messages.map(\.id.rawValue) }

  @Test func nothingIsHandedOutBeforeItIsDue() {
    var polls = FreshPolls()
    polls.append(messages(1...3), due: at(5))
    polls.append(messages(4...5), due: at(6))
    #expect(polls.take(100, now: at(4)).isEmpty)
    #expect(ids(polls.take(100, now: at(5))) == [1, 2, 3])
    #expect(ids(polls.take(100, now: at(7))) == [4, 5])
    #expect(polls.count == 0)
  }

  @Test func whatHasEndedMeanwhileIsNotAskedAbout() {
    var polls = FreshPolls()
    polls.append(messages(1...4), due: at(5))
    polls.remove(MessageID(rawValue: 2))
    polls.remove(MessageID(rawValue: 99))
    #expect(polls.count == 3)
    #expect(ids(polls.take(100, now: at(5))) == [1, 3, 4])
  }

  @Test func itTakesAsManyAsItsLimitAndNotOneMore() {
    var polls = FreshPolls(limit: 5)
    #expect(polls.takes(5, due: at(5), now: at(0)))
    #expect(!polls.takes(6, due: at(5), now: at(0)))
    polls.append(messages(1...4), due: at(5))
    #expect(polls.takes(1, due: at(5), now: at(0)))
    #expect(!polls.takes(2, due: at(5), now: at(0)))
    _ = polls.take(100, now: at(5))
    #expect(polls.takes(5, due: at(9), now: at(5)))
  }

  @Test func whatIsAskedAboutLaterThanTheStoreWouldHandItOutStaysThere() {
    let polls = FreshPolls()
    #expect(polls.takes(1, due: at(60), now: at(0)))
    #expect(!polls.takes(1, due: at(61), now: at(0)))
  }

  @Test func whatCouldNotBeAskedAboutForTooLongIsLeftToTheStore() {
    var polls = FreshPolls()
    polls.append(messages(1...2), due: at(5))
    polls.append(messages(3...4), due: at(60))
    #expect(ids(polls.take(100, now: at(65))) == [3, 4])
    #expect(polls.count == 0)
  }

  @Test func aGroupIsTakenWholeAndTheNextOneOnlyWhenThereIsRoom() {
    var polls = FreshPolls()
    polls.append(messages(1...3), due: at(1))
    polls.append(messages(4...6), due: at(1))
    #expect(ids(polls.take(2, now: at(1))) == [1, 2, 3])
    #expect(ids(polls.take(2, now: at(1))) == [4, 5, 6])
  }
}
