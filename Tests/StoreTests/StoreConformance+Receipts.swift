import Messages
import Store
import Testing

extension StoreConformance {
  @Suite struct Receipts {
    @Test("receipts come the most urgent first, then as written, and each to one claimer", arguments: StoreKind.all)
    func order(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.send(message(1), message(2, priority: 3), message(3), message(4, account: "bank"), call: 1)
      for id in [3, 2, 1, 4] as [MessageID] { _ = try test.settle(id, .delivered) }
      #expect(try test.claimReceipts(limit: 2).map(\.message.id) == [2, 3])
      #expect(try test.claimReceipts(limit: 0).isEmpty)
      #expect(try test.claimReceipts().map(\.message.id) == [1])
      #expect(try test.claimReceipts().isEmpty)
      #expect(try test.claimReceipts(account: "bank").map(\.message.id) == [4])
      #expect(try test.claimReceipts(account: "nobody").isEmpty)
    }

    @Test("a lease that ran out gives the receipt to the next claimer, in its old place", arguments: StoreKind.all)
    func lease(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.send(message(1), message(2), call: 1)
      #expect(try test.settle(1, .delivered, lease: t(250)).told == ["1/0"])
      _ = try test.settle(2, .delivered)
      #expect(try test.claimReceipts(now: t(249), limit: 1, until: t(260)).map(\.message.id) == [2])
      #expect(try test.claimReceipts(now: t(260)).map(\.message.id) == [1, 2])
    }

    @Test("a delivered receipt is gone, and told twice it counts once", arguments: StoreKind.all)
    func delivered(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.send(message(1, clientIDs: ["1", "2"]), call: 1)
      _ = try test.settle(1, .delivered)
      let owed = try test.claimReceipts()
      let done = ReceiptResult(receipt: owed[0].receipt.number, message: 1, end: .delivered)
      try test(.receiptResults([done, done], at: t(201)))
      try test(.receiptResults([done], at: t(202)))
      #expect(try test.store.record(of: 1)?.receiptsOwed == 1)
      #expect(try test.store.tally().receiptsOwed == 1)
      #expect(try test.claimReceipts(now: t(900)).map(\.receipt.part) == [1])
      #expect(try test.store.life(of: 1).filter { $0.kind == "receipt" }.map(\.text) == ["delivered"])
    }

    @Test("one to be tried again waits its time and counts its attempts", arguments: StoreKind.all)
    func again(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.send(message(1), call: 1)
      _ = try test.settle(1, .delivered)
      for attempt in 0..<3 {
        let now = t(200 + Int64(attempt) * 100)
        let owed = try #require(try test.claimReceipts(now: now, until: now + .seconds(30)).first)
        #expect(owed.receipt.attempts == attempt)
        let end = ReceiptResult.End.again(at: now + .seconds(90), reason: "no session")
        try test(.receiptResults([ReceiptResult(receipt: owed.receipt.number, message: 1, end: end)], at: now))
        #expect(try test.claimReceipts(now: now + .seconds(89)).isEmpty)
      }
      #expect(try test.store.life(of: 1).count { $0.text == "again later: no session" } == 3)
    }

    @Test("one that came back with its session waits its time and counts no attempt", arguments: StoreKind.all)
    func returned(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.send(message(1), call: 1)
      _ = try test.settle(1, .delivered)
      for round in 0..<3 {
        let now = t(200 + Int64(round) * 100)
        let owed = try #require(try test.claimReceipts(now: now, until: now + .seconds(30)).first)
        #expect(owed.receipt.attempts == 0)
        let end = ReceiptResult.End.returned(at: now + .seconds(1), reason: "the session ended")
        try test(.receiptResults([ReceiptResult(receipt: owed.receipt.number, message: 1, end: end)], at: now))
        #expect(try test.claimReceipts(now: now).isEmpty)
      }
      #expect(try test.store.tally().receiptsOwed == 1)
    }

    @Test("receipts that nobody took in time are given up, and no others", arguments: StoreKind.all)
    func expiry(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.send(message(1), message(2), message(3), call: 1)
      for (id, at) in [(1, 100), (2, 200), (3, 100)] as [(MessageID, Int64)] {
        let report = StatusReport(id: id, state: .delivered, at: t(at), raw: "")
        try test(.settle([report], at: t(at), lease: id == 3 ? t(500) : nil))
      }
      func expire(_ before: Int64, now: Int64, limit: Int = 10) throws -> StoreAnswer? {
        try test.store.commit([.expireReceipts(before: t(before), now: t(now), keep: 10, limit: limit)]).first
      }
      #expect(try expire(100, now: 300) == .count(0))
      #expect(try expire(101, now: 300) == .count(1))
      // The leased one is with a client.
      #expect(try test.store.tally().receiptsOwed == 2)
      #expect(try test.store.life(of: 1).map(\.text).contains("dropped: nobody took it in time"))
      #expect(try expire(201, now: 499, limit: 0) == .count(0))
      #expect(try expire(201, now: 500, limit: 1) == .count(1))
      #expect(try expire(201, now: 500) == .count(1))
      #expect(try test.store.tally().receiptsOwed == 0)
    }

    @Test(
      "what is owed by mail is given up by who tries to bring it there, and not by its age", arguments: StoreKind.all)
    func mailReceipts(_ kind: StoreKind) throws {
      let test = try kind.make()
      let origin = Origin.mail(MailOrigin(envelopeSender: "ann@x.test", recipient: "375@gw.test", original: []))
      try test.send(message(1, origin: origin), message(2), call: 1)
      for id in [1, 2] as [MessageID] { _ = try test.settle(id, .undeliverable) }
      #expect(
        try test(.expireReceipts(before: t(90_000), now: t(90_000), keep: 10, limit: 10)) == .count(1))
      let left = try test.claimReceipts(account: Message.mailReceiptQueue, now: t(90_000), until: t(90_100))
      #expect(left.map(\.message.id) == [1])
      #expect(try test(.expireReceipts(before: t(0), now: t(99_000), keep: 0, limit: 10)) == .count(1))
    }

    @Test("an account that is owed too many loses the least urgent and oldest", arguments: StoreKind.all)
    func crowd(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.send(
        message(1, priority: 2), message(2), message(3), message(4), message(5, account: "bank"), call: 1)
      for id in [1, 2, 3, 4, 5] as [MessageID] { _ = try test.settle(id, .delivered) }
      func expire(keep: Int, limit: Int = 10) throws -> StoreAnswer? {
        try test.store.commit([.expireReceipts(before: t(0), now: t(300), keep: keep, limit: limit)]).first
      }
      #expect(try expire(keep: 4) == .count(0))
      #expect(try expire(keep: 3) == .count(1))
      #expect(try expire(keep: 1, limit: 1) == .count(1))
      #expect(try test.claimReceipts(now: t(300)).map(\.message.id) == [1, 4])
      #expect(try test.claimReceipts(account: "bank", now: t(300)).map(\.message.id) == [5])
    }

    @Test("a dropped receipt is gone", arguments: StoreKind.all)
    func dropped(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.send(message(1), call: 1)
      let answer = try test.settle(1, .delivered, lease: t(150))
      guard case .receipts(let owed) = answer, let number = owed.first?.receipt.number else {
        Issue.record("no receipt in \(answer)")
        return
      }
      let result = ReceiptResult(receipt: number, message: 1, end: .dropped(reason: "refused"))
      try test(.receiptResults([result], at: t(201)))
      #expect(try test.claimReceipts(now: t(900)).isEmpty)
      #expect(try test.store.life(of: 1).map(\.text).contains("dropped: refused"))
    }

    @Test("receipts of mails wait in the queue of mail, not in their account's", arguments: StoreKind.all)
    func mailQueue(_ kind: StoreKind) throws {
      let test = try kind.make()
      let origin = Origin.mail(MailOrigin(envelopeSender: "ann@shop.example.test", recipient: "375291234567@gw"))
      try test.send(message(1, origin: origin), call: 1)
      #expect(try test.settle(1, .delivered) == .receiptsOwed([Message.mailReceiptQueue]))
      #expect(try test.claimReceipts().isEmpty)
      let owed = try #require(try test.claimReceipts(account: Message.mailReceiptQueue).first)
      let later = ReceiptResult.End.again(at: t(400), reason: "451")
      try test(.receiptResults([ReceiptResult(receipt: owed.receipt.number, message: 1, end: later)], at: t(201)))
      #expect(try test.claimReceipts(account: Message.mailReceiptQueue, now: t(399)).isEmpty)
      #expect(try test.claimReceipts(account: Message.mailReceiptQueue, now: t(400)).count == 1)
    }

    @Test("receipt numbers rise and are not used again, also after a restart", arguments: StoreKind.all)
    func numbers(_ kind: StoreKind) throws {
      let test = try kind.make()
      var last: Int64 = 0
      for id in 1...3 as ClosedRange<UInt64> {
        try test.send(message(MessageID(rawValue: id)), call: CallID(rawValue: id))
        _ = try test.settle(MessageID(rawValue: id), .delivered)
        let owed = try #require(try test.claimReceipts().first)
        #expect(owed.receipt.number > last)
        last = owed.receipt.number
        let done = ReceiptResult(receipt: last, message: owed.message.id, end: .delivered)
        try test(.receiptResults([done], at: t(201)))
        _ = try test.reopen()
      }
    }
  }
}
