import Messages
import Store
import Testing

extension StoreConformance {
  @Suite struct Calls {
    @Test("a call takes claimed messages and names those it must leave out", arguments: StoreKind.all)
    func beginning(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1), message(2), message(3), message(5, due: t(50)))
      try test.accept(message(4), claimed: false)
      try test(.cancel(.message(2), at: t(1), lease: nil))
      _ = try test.settle(3, .rejected, at: t(1))
      let answer = try test(
        .beginCall(Call(id: 7, lane: smsby, messages: [1, 2, 3, 4, 5, 6], startedAt: t(2), note: "n")))
      #expect(answer == .refused([2, 3, 4, 5, 6]))
      #expect(try test.stage(1) == .calling)
      #expect(try test.store.tally().openCalls == 1)
      let open = try test.reopen().openCalls
      #expect(open.map(\.call) == [Call(id: 7, lane: smsby, messages: [1], startedAt: t(2), note: "n")])
      #expect(open.first?.messages.map(\.id) == [1])
    }

    @Test("a call of which nothing is left is not opened", arguments: StoreKind.all)
    func emptyCall(_ kind: StoreKind) throws {
      let test = try kind.make()
      #expect(try test(.beginCall(Call(id: 7, lane: smsby, messages: [1], startedAt: t(2)))) == .refused([1]))
      #expect(try test.store.tally().openCalls == 0)
    }

    @Test("a message of one call is refused to another", arguments: StoreKind.all)
    func twoCalls(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1))
      try test(.beginCall(Call(id: 7, lane: smsby, messages: [1], startedAt: t(2))))
      #expect(try test(.beginCall(Call(id: 8, lane: smsby, messages: [1], startedAt: t(2)))) == .refused([1]))
      let late = CallOutcome(message: 1, outcome: .accepted(ProviderReference(message: "x")))
      try test(.outcomes(8, [late], at: t(3), lease: nil))
      #expect(try test.stage(1) == .calling)
    }

    @Test("a call number that is taken fails the commit", arguments: StoreKind.all)
    func takenNumber(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1), message(2))
      try test(.beginCall(Call(id: 7, lane: smsby, messages: [1], startedAt: t(2))))
      #expect(throws: StoreError.taken(CallID(rawValue: 7))) {
        try test.store.commit([.beginCall(Call(id: 7, lane: smsby, messages: [2], startedAt: t(2)))])
      }
      #expect(try test.stage(2) == .claimed)
    }

    @Test("the note of an open call can be replaced", arguments: StoreKind.all)
    func noting(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1))
      try test(.beginCall(Call(id: 7, lane: smsby, messages: [1], startedAt: t(2), note: "a")))
      try test(.noteCall(7, note: "message_id 12"))
      try test(.noteCall(8, note: "nothing"))
      #expect(try test.reopen().openCalls.map(\.call.note) == ["message_id 12"])
    }

    @Test("each outcome moves its message, and the call closes with the last", arguments: StoreKind.all)
    func outcomes(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1), message(2), message(3, lanes: [smsby, smsc]), message(4), message(5))
      try test(.beginCall(Call(id: 7, lane: smsby, messages: [1, 2, 3, 4, 5], startedAt: t(2))))
      let error = ProviderError(code: 13, words: "no such number")
      let answer = try test(
        .outcomes(
          7,
          [
            CallOutcome(
              message: 1, outcome: .accepted(ProviderReference(message: "77", batch: "uuid")), next: t(60)),
            CallOutcome(message: 2, outcome: .refused(.undeliverable, error)),
            CallOutcome(message: 3, outcome: .retryLater(reason: "503"), lane: smsc),
            CallOutcome(message: 4, outcome: .retryLater(reason: "429"), next: t(40)),
            CallOutcome(message: 5, outcome: .unknown(reason: "timeout")),
          ], at: t(3), lease: t(33)))
      #expect(answer.told == ["2/0"])
      let sent = try #require(try test.store.record(of: 1))
      #expect(sent.stage == .sent && sent.sentAt == t(3))
      #expect(sent.reference == ProviderReference(message: "77", batch: "uuid"))
      let refused = try #require(try test.store.record(of: 2))
      #expect(refused.stage == .ended && refused.state == .undeliverable && refused.error == error)
      #expect(refused.endedAt == t(3) && refused.receiptsOwed == 1)
      #expect(try test.claim(smsc) == [3])
      #expect(try test.stage(4) == .scheduled)
      #expect(try test.stage(5) == .calling)
      #expect(try test.store.tally().openCalls == 1)
      try test(
        .outcomes(
          7, [CallOutcome(message: 5, outcome: .accepted(ProviderReference(message: "78")))], at: t(9), lease: nil))
      #expect(try test.stage(5) == .sent)
      #expect(try test.store.tally().openCalls == 0)
    }

    @Test("an outcome told twice counts once", arguments: StoreKind.all)
    func outcomeTwice(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1))
      try test(.beginCall(Call(id: 7, lane: smsby, messages: [1], startedAt: t(2))))
      let refusal = [CallOutcome(message: 1, outcome: .refused(.rejected, ProviderError(words: "no")))]
      #expect(try test(.outcomes(7, refusal, at: t(3), lease: t(9))).told == ["1/0"])
      #expect(try test(.outcomes(7, refusal, at: t(4), lease: t(9))).told == [])
      #expect(try test.store.record(of: 1)?.endedAt == t(3))
      #expect(try test.store.tally().receiptsOwed == 1)
    }

    @Test("a message in a call or at a provider is not cancelled", arguments: StoreKind.all)
    func cancelRace(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1), message(2))
      try test(.beginCall(Call(id: 7, lane: smsby, messages: [1], startedAt: t(2))))
      try test.send(message(3), call: 8)
      for id in [1, 3, 99] as [MessageID] {
        #expect(try test(.cancel(.message(id), at: t(3), lease: t(9))) == .cancelled([], receipts: []))
      }
      #expect(try test(.cancel(.message(2), at: t(3), lease: t(9))).told == ["2/0"])
      #expect(try test(.cancel(.message(2), at: t(3), lease: t(9))) == .cancelled([], receipts: []))
      #expect(try test.state(2) == .deleted)
    }

    @Test("cancelling all means one account, sender, recipient and service type", arguments: StoreKind.all)
    func cancelAll(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(
        message(1), message(2, account: "bank"), message(3, to: "375297654321"), message(4, source: "BANK"),
        message(5, serviceType: "VIBER"), message(6, due: t(50)))
      try test.accept(message(7), claimed: false)
      let number = PhoneNumber(trusted: "375291234567")
      func all(_ serviceType: String?) -> StoreChange {
        .cancel(
          .all(account: "shop", source: "SHOP", destination: number, serviceType: serviceType), at: t(1), lease: nil)
      }
      #expect(try test(all("VIBER")) == .cancelled([5], receipts: []))
      #expect(try test(all(nil)) == .cancelled([1, 6, 7], receipts: []))
      #expect(try test.store.tally().receiptsOwed == 4)
    }
  }
}
