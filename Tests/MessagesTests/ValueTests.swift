import Messages
import Testing

@Suite struct PhoneNumberTests {
  @Test(arguments: [
    ("375291234567", "375291234567"), ("+375 (29) 123-45-67", "375291234567"), ("00375291234567", "375291234567"),
    (" +375.29.1234567", "375291234567"), ("112", "112"), ("12345678901234567890", "12345678901234567890"),
    ("0012345678901234567890", "12345678901234567890"),
  ])
  func punctuationIsTakenOff(written: String, digits: String) {
    #expect(PhoneNumber(written)?.digits == digits)
  }

  @Test(arguments: ["", "+", "12", "3752+91", "++375291234567", "abc", "123456789012345678901", "١٢٣٤٥", "375\r\n29"])
  func anythingElseIsNoNumber(written: String) {
    #expect(PhoneNumber(written) == nil)
  }
}

@Suite struct ChannelTests {
  @Test(arguments: Channel.allCases) func wordsReadBack(channel: Channel) {
    #expect(Channel(word: channel.word) == channel)
  }

  @Test func unknownWordsAreNone() {
    #expect(Channel(word: "SMS") == nil)
    #expect(Channel(word: "") == nil)
  }
}

@Suite struct ReceiptRequestTests {
  @Test(arguments: MessageState.allCases) func eachStateAsksForItsOwnKind(state: MessageState) {
    let kind: ReceiptRequest = !state.isFinal ? .intermediate : state == .delivered ? .success : .failure
    for request: ReceiptRequest in [.success, .failure, .intermediate] {
      #expect(request.wants(state) == (request == kind))
    }
    #expect(!ReceiptRequest().wants(state))
  }
}

@Suite struct TimestampTests {
  @Test(arguments: [(1_999, 1), (2_000, 2), (0, 0), (-1, -1), (-1_000, -1), (-1_001, -2)])
  func secondsAreRoundedDown(milliseconds: Int64, seconds: Int64) {
    #expect(Timestamp(milliseconds: milliseconds).seconds == seconds)
  }

  @Test func durationsAddAndSubtract() {
    let moment = Timestamp(seconds: 10)
    #expect(moment + .milliseconds(5) - moment == .milliseconds(5))
    #expect(moment - .seconds(1) == Timestamp(seconds: 9))
    #expect(Duration.seconds(-1).milliseconds == -1_000)
  }
}
