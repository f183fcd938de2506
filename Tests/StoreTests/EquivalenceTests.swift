import Messages
import Store
import Testing

/// Whatever happens, a database answers as the reference does.
@Suite("Equivalence") struct EquivalenceTests {
  /// Replays with the same seed.
  private struct Difference: Error {
    var seed: UInt64
    var step: Int
    var change: String
    var expected: String
    var answer: String
  }

  @Test("random changes give equal answers and equal records", arguments: 1...60 as ClosedRange<UInt64>)
  func randomChanges(seed: UInt64) throws {
    for kind in StoreKind.all where kind != .memory {
      var changes = RandomChanges(seed: seed)
      let reference = try StoreKind.memory.make()
      let test = try kind.make()
      var receipts: [OwedReceipt] = []
      for step in 0..<150 {
        let commit = changes.commit(receipts: receipts)
        let expected = try reference.store.commit(commit)
        let answers = try test.store.commit(commit)
        if let index = answers.indices.first(where: { answers[$0] != expected[$0] }) {
          throw Difference(
            seed: seed, step: step, change: "\(commit[index])", expected: "\(expected[index])",
            answer: "\(answers[index])")
        }
        for case .receipts(let owed) in answers { receipts = owed }
        guard step % 50 == 49 else { continue }
        let now = t(changes.now)
        #expect(describe(try test.reopen(now: now)) == describe(try reference.reopen(now: now)))
      }
      try compare(test, reference)
    }
  }

  private func compare(_ test: StoreUnderTest, _ reference: StoreUnderTest) throws {
    let records = try reference.store.search(MessageQuery(limit: 1_000))
    #expect(try test.store.search(MessageQuery(limit: 1_000)) == records)
    #expect(!records.isEmpty)
    #expect(try test.store.tally() == reference.store.tally())
    #expect(try test.store.incoming(limit: 1_000) == reference.store.incoming(limit: 1_000))
    for record in records {
      let id = record.message.id
      #expect(try test.store.life(of: id) == reference.store.life(of: id))
      #expect(
        try test.store.tracked(provider: "smsby", reference: record.reference, recipient: nil)
          == reference.store.tracked(provider: "smsby", reference: record.reference, recipient: nil))
      for part in record.message.parts {
        let account = record.message.account
        #expect(
          try test.store.record(account: account, clientID: part.clientID)
            == reference.store.record(account: account, clientID: part.clientID))
      }
    }
  }

  /// All of it as text, so that a difference can be seen.
  private func describe(_ recovery: Recovery) -> [String] {
    [
      "\(String(describing: recovery.highestID))", "\(recovery.queues)", "\(recovery.openCalls)", "\(recovery.parts)",
      "\(recovery.owed.sorted())", "\(recovery.remembered.sorted { $0.key < $1.key })",
    ]
  }
}
