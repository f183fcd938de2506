import Messages
import Store
import Testing

extension StoreConformance {
  @Suite struct Asking {
    @Test("a client's id finds the message in its own account only", arguments: StoreKind.all)
    func aliases(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(10, clientIDs: ["10", "11", "0000000A"]), message(12, account: "bank"))
      try test.accept(message(20, clientIDs: ["0000000A"]), message(21, clientIDs: ["12"]))
      func found(_ account: String, _ clientID: String) throws -> MessageID? {
        try test.store.record(account: account, clientID: clientID)?.message.id
      }
      #expect(try found("shop", "10") == 10)
      #expect(try found("shop", "11") == 10)
      #expect(try found("bank", "10") == nil)
      #expect(try found("bank", "11") == nil)
      #expect(try found("bank", "12") == 12)
      #expect(try found("shop", "12") == 21)
      #expect(try found("shop", "0000000A") == 20)
      #expect(try found("shop", "20") == nil)
      #expect(try found("shop", "") == nil)
      #expect(try found("nobody", "10") == nil)
    }

    @Test("an id that several messages share finds them all, of its own account only", arguments: StoreKind.all)
    func sharedIDs(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(12, clientIDs: ["10"]), message(10), message(11, clientIDs: ["10", "11"]))
      try test.accept(message(13, account: "bank", clientIDs: ["10"]), message(14, clientIDs: ["0000000A"]))
      func found(_ account: String, _ clientID: String) throws -> [MessageID] {
        try test.store.records(account: account, clientID: clientID).map(\.message.id)
      }
      #expect(try found("shop", "10") == [10, 11, 12])
      #expect(try found("shop", "11") == [11])
      #expect(try found("bank", "10") == [13])
      #expect(try found("shop", "0000000A") == [14])
      #expect(try found("shop", "13").isEmpty)
      #expect(try found("nobody", "10").isEmpty)
    }

    @Test("a provider's reference finds its messages", arguments: StoreKind.all)
    func references(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.send(message(1), message(2, to: "375297654321"), call: 7)
      try test.send(message(3, lanes: [smsc]), call: 8)
      _ = try test.settle(2, .delivered)
      func ids(_ reference: ProviderReference, provider: String = "smsby", to: String? = nil) throws -> [MessageID] {
        try test.store.tracked(
          provider: provider, reference: reference, recipient: to.map(PhoneNumber.init(trusted:))
        ).map(\.id)
      }
      #expect(try ids(ProviderReference(message: "p1")) == [1])
      #expect(try ids(ProviderReference(message: "p1"), provider: "smsc") == [])
      #expect(try ids(ProviderReference(batch: "b7")) == [1, 2])
      #expect(try ids(ProviderReference(batch: "b7"), to: "375297654321") == [2])
      #expect(try ids(ProviderReference(message: "p2", batch: "b7")) == [2])
      #expect(try ids(ProviderReference(message: "nothing", batch: "b7"), to: "375291234567") == [1])
      #expect(try ids(ProviderReference()) == [])
    }

    @Test("a search gives the newest first, within all its conditions and its limit", arguments: StoreKind.all)
    func searching(_ kind: StoreKind) throws {
      let test = try kind.make()
      let mail = MailOrigin(envelopeSender: "a@b.test", recipient: "1@gw.test", messageID: "<x@b.test>")
      try test.accept(message(1), message(2, account: "bank"), message(3, origin: .mail(mail)))
      try test.send(message(4, to: "375297654321", lanes: [smsc]), message(5), call: 7)
      _ = try test.settle(5, .delivered)
      func ids(limit: Int = 100, _ fill: (inout MessageQuery) -> Void = { _ in }) throws -> [MessageID] {
        var query = MessageQuery(limit: limit)
        fill(&query)
        return try test.store.search(query).map(\.message.id)
      }
      let number = PhoneNumber(trusted: "375291234567")
      #expect(try ids() == [5, 4, 3, 2, 1])
      #expect(try ids { $0.from = 4 } == [5, 4])
      #expect(try ids { $0.from = 6 } == [])
      #expect(try ids(limit: 2) == [5, 4])
      #expect(try ids(limit: 0) == [5])
      #expect(try ids { $0.before = 3 } == [2, 1])
      #expect(try ids { $0.account = "bank" } == [2])
      #expect(try ids { $0.account = "nobody" } == [])
      #expect(try ids { $0.recipient = number } == [5, 3, 2, 1])
      #expect(try ids(limit: 1) { ($0.recipient, $0.before) = (number, 3) } == [2])
      #expect(try ids { $0.provider = "smsc" } == [4])
      #expect(try ids { $0.providerID = "p5" } == [5])
      #expect(try ids { $0.providerID = "b7" } == [5, 4])
      #expect(try ids { ($0.providerID, $0.recipient) = ("b7", number) } == [5])
      #expect(try ids { $0.mailID = "<x@b.test>" } == [3])
      #expect(try ids { $0.stage = .sent } == [4])
      #expect(try ids { $0.stage = .claimed } == [3, 2, 1])
      #expect(try ids { $0.stage = .calling } == [])
      #expect(try ids { $0.state = .delivered } == [5])
      #expect(try ids { ($0.account, $0.stage, $0.state) = ("shop", .claimed, .enroute) } == [3, 1])
    }
  }

  @Suite struct Recovering {
    @Test("an empty store has nothing to tell", arguments: StoreKind.all)
    func empty(_ kind: StoreKind) throws {
      let recovery = try kind.make().reopen()
      #expect(recovery.highestID == nil)
      #expect(recovery.queues == [] && recovery.openCalls == [] && recovery.parts == [])
      #expect(recovery.owed == [] && recovery.remembered == [:])
    }

    @Test("what was claimed is free again, and all that waits is named", arguments: StoreKind.all)
    func claims(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1), message(2, account: "bank"), message(4, due: t(50)))
      try test.accept(message(3, lanes: [smsc]), claimed: false)
      try test.send(message(5), message(6), call: 7)
      _ = try test.settle(5, .delivered, lease: t(900))
      _ = try test.settle(6, .delivered)
      let before = try test.store.record(of: 5)
      let recovery = try test.reopen(now: t(300))
      #expect(recovery.highestID == 6)
      #expect(
        recovery.queues == [
          LaneQueue(lane: smsby, account: "bank"), LaneQueue(lane: smsby, account: "shop"),
          LaneQueue(lane: smsc, account: "shop"),
        ])
      #expect(recovery.owed == ["shop"])
      #expect(try test.claim() == [1])
      #expect(try test.stage(4) == .scheduled)
      #expect(try test.claimReceipts(now: t(300)).map(\.message.id) == [5, 6])
      #expect(try test.store.record(of: 5) == before)
      #expect(try test.store.tally().stages == [.claimed: 1, .queued: 2, .scheduled: 1, .ended: 2])
    }

    @Test("a pause before the next attempt at a receipt outlasts a restart", arguments: StoreKind.all)
    func pause(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.send(message(1), call: 7)
      _ = try test.settle(1, .delivered)
      let owed = try #require(try test.claimReceipts().first)
      let end = ReceiptResult.End.again(at: t(500), reason: "no session")
      try test(.receiptResults([ReceiptResult(receipt: owed.receipt.number, message: 1, end: end)], at: t(210)))
      #expect(try test.reopen(now: t(300)).owed == ["shop"])
      #expect(try test.claimReceipts(now: t(499)).isEmpty)
      #expect(try test.claimReceipts(now: t(500)).count == 1)
    }
  }
}
