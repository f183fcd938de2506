import Delivery
import Messages
import Store
import Synchronization
import Testing

@Suite struct CountedIDsTests {
  /// Keeps what is remembered, and stands for any store.
  private final class Memory: StoreGate {
    let values = Mutex<[String: String]>([:])
    var isOverloaded: Bool { false }

    func submit(_ changes: [StoreChange], completion: @escaping StoreCompletion) {
      for change in changes {
        if case .remember(let key, let value, _) = change { values.withLock { $0[key] = value } }
      }
      completion(.success(changes.map { _ in .done }[...]))
    }
  }

  private func ids(_ memory: Memory, node: Int = 0, isShared: Bool = false) -> CountedIDs {
    CountedIDs(remembered: memory.values.withLock { $0 }, node: node, isShared: isShared, gate: memory)
  }

  @Test func theyHaveTheirFormAndTheirFirstDigitIsNotZero() {
    let ids = ids(Memory())
    #expect(ids.next(.hex8, account: "shop") == "10000000")
    #expect(ids.next(.hex8, account: "shop") == "10000001")
    #expect(ids.next(.decimal10, account: "shop") == "1000000000")
    #expect(ids.next(.decimal10, account: "bank") == "1000000000")
  }

  @Test func noneIsGivenTwiceWhateverIsRestarted() {
    let memory = Memory()
    var seen: Set<String> = []
    for _ in 0..<3 {
      let ids = ids(memory)
      for _ in 0..<10_001 { #expect(seen.insert(ids.next(.decimal10, account: "shop")).inserted) }
    }
    #expect(seen.allSatisfy { $0.utf8.count == 10 })
  }

  @Test func nodesThatShareAStoreNeverMeet() {
    let memory = Memory()
    var seen: Set<String> = []
    let nodes = [0, 1, 99].map { ids(memory, node: $0, isShared: true) }
    for _ in 0..<20_001 {
      for ids in nodes { seen.insert(ids.next(.hex8, account: "shop")) }
    }
    let restarted = ids(memory, node: 1, isShared: true)
    for _ in 0..<10_001 { seen.insert(restarted.next(.hex8, account: "shop")) }
    #expect(seen.count == 3 * 20_001 + 10_001)
  }

  @Test(arguments: [(0, false), (0, true), (7, true)])
  func accountsBeginBehindTheCounterThatWasOnceCommonToAll(_ node: Int, _ isShared: Bool) {
    let memory = Memory()
    let common: UInt64 = 0x1000_0000 + 2_030_000
    memory.values.withLock { $0["short-id"] = String(common) }
    for account in ["shop", "bank"] {
      let first = UInt64(ids(memory, node: node, isShared: isShared).next(.hex8, account: account), radix: 16) ?? 0
      #expect(first >= common && first < common + 1_000_000)
      if isShared { #expect((first - 0x1000_0000) / 10_000 % 100 == UInt64(node)) }
      // Its own counter is remembered now, and goes on.
      let next = UInt64(ids(memory, node: node, isShared: isShared).next(.hex8, account: account), radix: 16) ?? 0
      #expect(next == first + (isShared ? 1_000_000 : 10_000))
    }
    #expect(ids(memory, node: node, isShared: isShared).next(.decimal10, account: "shop").hasPrefix("1000"))
  }

  @Test func behindTheLastBlockTheFirstComesAgain() {
    let memory = Memory()
    memory.values.withLock { $0["short-id:0:shop"] = String(UInt64(0xFFFF_FFFF) - 9_000) }
    #expect(ids(memory).next(.hex8, account: "shop") == "10000000")
    memory.values.withLock { $0["short-id:0:shop"] = "no number" }
    #expect(ids(memory).next(.hex8, account: "shop") == "10000000")
  }
}
