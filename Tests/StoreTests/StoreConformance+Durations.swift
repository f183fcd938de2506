import Messages
import Store
import Testing

extension StoreConformance {
  /// How long calls took.
  @Suite struct Durations {
    private func call(_ test: StoreUnderTest, _ id: MessageID, _ call: CallID, _ outcome: SendOutcome) throws {
      try test(.beginCall(Call(id: call, lane: smsby, messages: [id], startedAt: t(10))))
      let outcome = CallOutcome(message: id, outcome: outcome, took: .microseconds(1_204_700))
      try test(.outcomes(call, [outcome], at: t(12), lease: nil))
    }

    private func life(_ test: StoreUnderTest, _ id: MessageID) throws -> [String] {
      try test.store.life(of: id).map { "\($0.kind) \($0.text)" }
    }

    @Test(
      "an accepted message tells how long its call took, until another channel has its turn", arguments: StoreKind.all)
    func accepted(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1))
      try call(test, 1, 7, .accepted(ProviderReference(message: "p1", batch: "b1")))
      #expect(try test.store.record(of: 1)?.took == .milliseconds(1204))
      let told = ["called smsby/sms accepted it, in a call of 1.204 s", "sent by smsby/sms as p1, batch b1"]
      #expect(try life(test, 1).suffix(2) == told)
      _ = try test.settle(1, .delivered)
      #expect(try life(test, 1).contains(told[0]))
      #expect(try test.store.record(of: 1)?.took == .milliseconds(1204))
      try test.accept(message(2))
      try call(test, 2, 8, .accepted(ProviderReference(message: "p2")))
      try test(.forward([2], from: smsby, to: smsbyViber, reason: "late"))
      #expect(try test.store.record(of: 2)?.took == nil)
    }

    @Test("a refused one tells it with its end, one that is put off with the reason", arguments: StoreKind.all)
    func others(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1))
      try call(test, 1, 7, .refused(.rejected, ProviderError(code: 8, words: "no such number")))
      let told = ["called smsby/sms refused it, in a call of 1.204 s", "ended rejected (no such number)"]
      #expect(try life(test, 1).suffix(2) == told)
      try test.accept(message(2))
      try call(test, 2, 8, .retryLater(reason: "HTTP 503"))
      #expect(try life(test, 2).last == "outcome retry later, after a call of 1.204 s: HTTP 503")
      #expect(
        try test.store.life(of: 2).last?.told
          == Sentence("retry later, after a call of {0} s: {1}", ["1.204", "HTTP 503"]), "kept apart from its values")
    }

    @Test("after a crash nobody knows it, and nothing is said", arguments: StoreKind.all)
    func unknown(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1))
      try test(.beginCall(Call(id: 7, lane: smsby, messages: [1], startedAt: t(10))))
      let outcome = CallOutcome(message: 1, outcome: .accepted(ProviderReference()))
      try test(.outcomes(7, [outcome], at: t(12), lease: nil))
      #expect(try life(test, 1).last == "sent by smsby/sms")
      #expect(try test.store.record(of: 1)?.took == nil)
    }
  }
}
