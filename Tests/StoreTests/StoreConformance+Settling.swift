import Messages
import Store
import Testing

extension StoreConformance {
  @Suite struct Settling {
    @Test("polls are handed out when due, the longest due first, and then kept for a while", arguments: StoreKind.all)
    func polls(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.send(message(1), call: 1, next: t(60))
      try test.send(message(2), call: 2, next: t(50))
      try test.send(message(3, lanes: [smsbyViber]), call: 3, next: t(55))
      try test.send(message(4, lanes: [smsc]), call: 4, next: t(50))
      try test.send(message(5), call: 5, next: nil)
      func polls(_ now: Int64, _ limit: Int, provider: String = "smsby") throws -> [MessageID] {
        let answer = try test(.claimPolls(provider: provider, now: t(now), limit: limit, until: t(now + 30)))
        guard case .tracked(let tracked) = answer else { return [] }
        return tracked.map(\.id)
      }
      #expect(try polls(49, 10) == [])
      #expect(try polls(60, 2) == [2, 3])
      #expect(try polls(60, 2) == [1])
      #expect(try polls(60, 2, provider: "smsc") == [4])
      #expect(try polls(60, 2, provider: "nobody") == [])
      try test(.pollAgain([2, 99], at: t(70)))
      #expect(try polls(75, 10) == [2])
    }

    @Test("what is handed out to be polled says all that a status question needs", arguments: StoreKind.all)
    func tracked(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.send(message(1), call: 9)
      let expected = TrackedMessage(
        id: 1, lane: smsby, reference: ProviderReference(message: "p1", batch: "b9"),
        recipient: PhoneNumber(trusted: "375291234567"), sentAt: t(10), validUntil: t(1_000))
      #expect(
        try test(.claimPolls(provider: "smsby", now: t(60), limit: 1, until: t(90)))
          == .tracked([expected]))
    }

    @Test("a final state is taken once, and once each receipt is owed", arguments: StoreKind.all)
    func settledTwice(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.send(message(1), call: 1)
      #expect(try test.settle(1, .delivered, at: t(70)) == .receiptsOwed(["shop"]))
      #expect(try test.settle(1, .undeliverable, at: t(80)) == .receiptsOwed([]))
      #expect(try test.settle(1, .delivered, at: t(90), lease: t(99)) == .receipts([]))
      let record = try #require(try test.store.record(of: 1))
      #expect(record.state == .delivered && record.endedAt == t(70) && record.raw == "delivered")
      #expect(record.receiptsOwed == 1)
    }

    @Test("receipts are owed to the parts that asked for that end", arguments: StoreKind.all)
    func whoIsTold(_ kind: StoreKind) throws {
      let test = try kind.make()
      var mixed = message(1, clientIDs: ["1", "11", "12"])
      mixed.parts[0].receipt = [.failure]
      mixed.parts[2].receipt = [.success]
      try test.send(mixed, message(2, receipt: [.failure]), message(3, receipt: []), call: 1)
      #expect(try test.settle(1, .delivered, lease: t(150)).told == ["1/1", "1/2"])
      #expect(try test.settle(2, .delivered, lease: t(150)).told == [])
      #expect(try test.settle(3, .undeliverable, lease: t(150)).told == [])
      #expect(try test.store.tally().receiptsOwed == 2)
    }

    @Test("an intermediate receipt is owed once, for the first state on the way", arguments: StoreKind.all)
    func intermediate(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.send(message(1, receipt: [.success, .intermediate]), call: 1)
      #expect(try test.settle(1, .enroute, lease: t(150)).told == ["1/0"])
      #expect(try test.settle(1, .enroute, lease: t(150)).told == [])
      #expect(try test.settle(1, .accepted, lease: t(150)).told == [])
      #expect(try test.state(1) == .accepted)
      #expect(try test.settle(1, .delivered, lease: t(150)).told == ["1/0"])
    }

    @Test("a receipt carries the provider's time, error and details", arguments: StoreKind.all)
    func receiptContents(_ kind: StoreKind) throws {
      let test = try kind.make()
      let first = message(1)
      try test.send(first, call: 1, at: t(10))
      let error = ProviderError(code: 5, words: "absent")
      let report = StatusReport(
        id: 1, state: .undeliverable, at: t(30), error: error, raw: "4", details: "imsi:1 mcc:2")
      let answer = try test(.settle([report], at: t(40), lease: t(70)))
      let receipt = Receipt(
        number: 1, message: 1, part: 0, state: .undeliverable, at: t(30), error: error, details: "imsi:1 mcc:2",
        raw: "4")
      #expect(answer == .receipts([OwedReceipt(receipt: receipt, message: first)]))
      #expect(try test.store.record(of: 1)?.endedAt == t(30))
    }

    @Test("a provider's time is kept between sending and now", arguments: StoreKind.all)
    func providerClock(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.send(message(1), message(2), call: 1, at: t(10))
      let early = StatusReport(id: 1, state: .delivered, at: t(-5_000), raw: "")
      let late = StatusReport(id: 2, state: .delivered, at: t(5_000), raw: "")
      try test(.settle([early, late], at: t(40), lease: nil))
      #expect(try test.store.record(of: 1)?.endedAt == t(10))
      #expect(try test.store.record(of: 2)?.endedAt == t(40))
    }

    @Test("a report about a message whose call is open settles it and unties it", arguments: StoreKind.all)
    func settledInCall(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1), message(2))
      try test(.beginCall(Call(id: 7, lane: smsby, messages: [1, 2], startedAt: t(2))))
      #expect(try test.settle(1, .delivered) == .receiptsOwed(["shop"]))
      #expect(try test.reopen().openCalls.map { $0.messages.map(\.id) } == [[2]])
      _ = try test.settle(2, .delivered)
      #expect(try test.store.tally().openCalls == 0)
    }

    @Test("a state on the way says nothing about a message that no provider has", arguments: StoreKind.all)
    func earlyReport(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1, due: t(50), receipt: [.intermediate]))
      #expect(try test.settle(1, .enroute, lease: t(150)) == .receipts([]))
      #expect(try test.settle(77, .delivered, lease: t(150)) == .receipts([]))
      #expect(try test.state(1) == .scheduled)
    }

    @Test("what is said of a lane that a message has left ends it only where it arrived", arguments: StoreKind.all)
    func reportOfAnotherLane(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.send(message(1), message(2), call: 7)
      try test(.forward([1, 2], from: smsby, to: smsbyViber, reason: "late"))
      for state in [MessageState.enroute, .undeliverable, .deleted, .unknown] {
        try test(.settle([StatusReport(id: 1, state: state, raw: "OLD", lane: smsby)], at: t(21), lease: nil))
      }
      #expect(try test.stage(1) == .queued)
      try test(.settle([StatusReport(id: 1, state: .delivered, raw: "OLD", lane: smsby)], at: t(22), lease: nil))
      #expect(try test.state(1) == .delivered)
      try test(.settle([StatusReport(id: 2, state: .rejected, raw: "NEW", lane: smsbyViber)], at: t(22), lease: nil))
      #expect(try test.state(2) == .rejected)
    }

    @Test("a message that goes on over another channel is as if it had never been sent", arguments: StoreKind.all)
    func forwarding(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.send(message(1), message(2), call: 7)
      try test.accept(message(3), message(4))
      try test(.beginCall(Call(id: 8, lane: smsby, messages: [4], startedAt: t(11))))
      _ = try test.settle(2, .delivered)
      try test(.settle([StatusReport(id: 1, state: .enroute, raw: "SENT")], at: t(20), lease: nil))
      #expect(try test(.forward([1], from: smsc, to: smsbyViber, reason: "elsewhere")) == .lanes([]))
      let answer = try test(.forward([1, 2, 3, 4, 99], from: smsby, to: smsbyViber, reason: "late"))
      #expect(answer == .lanes([LaneQueue(lane: smsbyViber, account: "shop")]))
      #expect(try test.stage(2) == .ended)
      #expect(try test.stage(3) == .claimed)
      #expect(try test.stage(4) == .calling)
      let record = try test.store.record(of: 1)
      #expect(record?.lane == smsbyViber)
      #expect(record?.reference == ProviderReference())
      #expect(record?.sentAt == nil)
      #expect(record?.raw == "")
      #expect(try test(.claimPolls(provider: "smsby", now: t(99), limit: 9, until: t(120))) == .tracked([]))
      #expect(try test.claim(smsbyViber) == [1])
      #expect(try test(.forward([1], from: smsbyViber, to: smsby, reason: "too late")) == .lanes([]))
      #expect(try test.store.life(of: 1).contains { $0.kind == "forwarded" })
    }

    @Test("expiry ends what is not in an open call, the first to run out first", arguments: StoreKind.all)
    func expiring(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1, validUntil: t(30)), message(2, validUntil: t(20)), message(3, validUntil: t(20)))
      try test.accept(message(4, due: t(400), validUntil: t(20)), message(5, validUntil: t(31)))
      try test.accept(message(6, validUntil: t(19)), claimed: false)
      try test.send(message(7, validUntil: t(25)), call: 8)
      try test(.beginCall(Call(id: 7, lane: smsby, messages: [3], startedAt: t(2))))
      #expect(try test(.expire(now: t(18), limit: 10, lease: t(60))) == .receipts([]))
      #expect(try test(.expire(now: t(30), limit: 2, lease: t(60))).told == ["6/0", "2/0"])
      #expect(try test(.expire(now: t(30), limit: 9, lease: t(60))).told == ["4/0", "7/0", "1/0"])
      #expect(try test.stage(3) == .calling)
      #expect(try test.stage(5) == .claimed)
      #expect(try test.state(1) == .expired)
      #expect(try test.claim() == [])
      #expect(try test(.claimPolls(provider: "smsby", now: t(99), limit: 9, until: t(120))) == .tracked([]))
    }
  }
}
