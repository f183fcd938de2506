import Messages
import Store
import Testing

extension StoreConformance {
  /// What providers want for messages.
  @Suite struct Cost {
    private func sent(_ test: StoreUnderTest, _ id: MessageID, call: CallID, cost: String?) throws {
      try test.accept(message(id))
      try test(.beginCall(Call(id: call, lane: smsby, messages: [id], startedAt: t(10))))
      let reference = ProviderReference(message: "p\(id)", cost: cost)
      try test(.outcomes(call, [CallOutcome(message: id, outcome: .accepted(reference))], at: t(10), lease: nil))
    }

    private func report(_ id: MessageID, _ state: MessageState, _ cost: String?) -> StoreChange {
      .settle([StatusReport(id: id, state: state, raw: "x", cost: cost)], at: t(20), lease: nil)
    }

    @Test("what was told with the id stands in the receipt", arguments: StoreKind.all)
    func toldAtOnce(_ kind: StoreKind) throws {
      let test = try kind.make()
      try sent(test, 1, call: 7, cost: "0.026")
      #expect(try test.store.record(of: 1)?.cost == "0.026")
      #expect(try test.store.record(of: 1)?.reference == ProviderReference(message: "p1"))
      try test(report(1, .enroute, nil))
      try test(report(1, .delivered, nil))
      #expect(try test.claimReceipts().map(\.receipt.cost) == ["0.026"])
      #expect(try test.store.life(of: 1).last?.text.contains("for 0.026") == true)
    }

    @Test(
      "what is told with a state takes its place, also in a receipt that is handed out at once",
      arguments: StoreKind.all)
    func toldLater(_ kind: StoreKind) throws {
      let test = try kind.make()
      try sent(test, 1, call: 7, cost: "1")
      try sent(test, 2, call: 8, cost: nil)
      try test(report(1, .enroute, "0.02 EUR"))
      try test(report(1, .delivered, nil))
      #expect(try test.claimReceipts().map(\.receipt.cost) == ["0.02 EUR"])
      let last = StatusReport(id: 2, state: .delivered, raw: "x", cost: "0.03 EUR")
      guard case .receipts(let owed) = try test(.settle([last], at: t(20), lease: t(50))) else {
        return #expect(Bool(false))
      }
      #expect(owed.map(\.receipt.cost) == ["0.03 EUR"])
      #expect(try test.store.record(of: 2)?.cost == "0.03 EUR")
    }

    @Test("another channel begins without it, and most messages have none", arguments: StoreKind.all)
    func forgotten(_ kind: StoreKind) throws {
      let test = try kind.make()
      try sent(test, 1, call: 7, cost: "1")
      try test(.forward([1], from: smsby, to: smsbyViber, reason: "late"))
      #expect(try test.store.record(of: 1)?.cost == nil)
      try sent(test, 2, call: 8, cost: nil)
      _ = try test.settle(2, .delivered)
      #expect(try test.claimReceipts().map(\.receipt.cost) == [nil])
    }
  }
}
