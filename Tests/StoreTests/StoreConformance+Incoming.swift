import Messages
import Store
import Testing

extension StoreConformance {
  @Suite struct Incoming {
    private func claim(_ test: StoreUnderTest, now: Int64, limit: Int = 9, account: String = "shop") throws
      -> [IncomingMessage]
    {
      let answer = try test(.claimIncoming(account: account, now: t(now), limit: limit, until: t(now + 30)))
      guard case .incoming(let messages) = answer else { return [] }
      return messages
    }

    private func result(_ id: MessageID, _ end: ReceiptResult.End) -> StoreChange {
      .incomingResults([IncomingResult(id: id, end: end)], at: t(50))
    }

    @Test("a message of a provider is taken once", arguments: StoreKind.all)
    func once(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test(.acceptIncoming(incomingMessage(1, providerID: "a")))
      try test(.acceptIncoming(incomingMessage(2, providerID: "a")))
      try test(.acceptIncoming(incomingMessage(3, provider: "smsc", providerID: "a")))
      #expect(
        try claim(test, now: 5) == [
          incomingMessage(1, providerID: "a"), incomingMessage(3, provider: "smsc", providerID: "a"),
        ])
      try test(result(1, .delivered))
      try test(.marked([1]))
      try test(.acceptIncoming(incomingMessage(4, providerID: "a")))
      #expect(try claim(test, now: 100).map(\.id) == [3])
    }

    @Test("claims go in order, to the owner, and again after a pause or a lease", arguments: StoreKind.all)
    func claims(_ kind: StoreKind) throws {
      let test = try kind.make()
      for id in [3, 1, 2] as [MessageID] { try test(.acceptIncoming(incomingMessage(id))) }
      try test(.acceptIncoming(incomingMessage(4, account: nil)))
      try test(.acceptIncoming(incomingMessage(5, account: "bank")))
      #expect(try claim(test, now: 5, limit: 2).map(\.id) == [1, 2])
      #expect(try claim(test, now: 5).map(\.id) == [3])
      try test(result(1, .again(at: t(60), reason: "no session")))
      #expect(try claim(test, now: 35).map(\.id) == [2, 3])
      let again = try claim(test, now: 60, limit: 1)
      #expect(again.map(\.id) == [1])
      #expect(again.map(\.attempts) == [1])
      #expect(try test.store.incoming(limit: 3).map(\.id) == [5, 4, 3])
      #expect(try test.reopen().owed == ["shop", "bank"])
      #expect(try claim(test, now: 1_000).map(\.id) == [1, 2, 3])
    }

    @Test("delivered ones are marked at the provider, dropped ones are not", arguments: StoreKind.all)
    func marking(_ kind: StoreKind) throws {
      let test = try kind.make()
      for id in 1...4 as ClosedRange<UInt64> { try test(.acceptIncoming(incomingMessage(MessageID(rawValue: id)))) }
      try test(result(1, .delivered))
      try test(result(1, .again(at: t(1), reason: "late")))
      try test(result(2, .dropped(reason: "refused")))
      try test(result(4, .delivered))
      try test(.marked([3]))
      #expect(try test(.claimUnmarked(provider: "smsby", limit: 1)) == .incoming([incomingMessage(1)]))
      try test(.marked([1]))
      #expect(try test(.claimUnmarked(provider: "smsby", limit: 9)) == .incoming([incomingMessage(4)]))
      #expect(try test(.claimUnmarked(provider: "smsc", limit: 9)) == .incoming([]))
      #expect(try test.store.incoming(limit: 9).map(\.id) == [3])
      #expect(try test(.purge(before: t(1), limit: 9)) == .count(2))
      #expect(try test.reopen().highestID == 4)
    }
  }
}
