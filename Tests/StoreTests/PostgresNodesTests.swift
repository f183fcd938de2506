import Delivery
import Glibc
import Messages
import PostgresStore
import Store
import Synchronization
import Testing

/// Several nodes on one database.
@Suite("PostgreSQL nodes", .enabled(if: PostgresServer.binaries != nil, "no PostgreSQL server is installed"))
struct PostgresNodesTests {
  private let url: String
  private let connection: Connection

  init() throws {
    url = try PostgresServer.shared.get().database()
    connection = try Connection(url: url)
    try connection.ask("SET search_path = passerelle")
  }

  private func node(lease: Duration = .seconds(30)) throws -> PostgresStore {
    let store = try PostgresStore(url: url, lease: lease)
    _ = try store.recover(now: t(0))
    return store
  }

  /// A node that has died: its process is gone, its lease is over, nothing of it was tidied up.
  private func dead(_ leave: (PostgresStore) throws -> Void) throws {
    let store = try node()
    try leave(store)
    store.close()
    try connection.ask(
      "UPDATE nodes SET standing = 0, lease = clock_timestamp() - interval '1 second' WHERE number = \(store.nodeNumber)"
    )
  }

  private func part(_ number: UInt8, reference: UInt16 = 5, total: UInt8 = 3, id: UInt64? = nil) -> HeldPart {
    HeldPart(
      key: PartKey(
        account: "shop", source: "SHOP", destination: "375291234567", width: 8, reference: reference, total: total),
      number: number, id: MessageID(rawValue: id ?? UInt64(reference) * 10 + UInt64(number)), receivedAt: t(1),
      pdu: [number], part: Part(clientID: "c\(id ?? UInt64(number))", receipt: .both), interfaceVersion: 0x34)
  }

  private func claimed(_ store: PostgresStore) throws -> [MessageID] {
    guard case .messages(let messages)? = try store.commit([.claim(smsby, account: "shop", limit: 100)]).first else {
      return []
    }
    return messages.map(\.id)
  }

  @Test("nodes have different numbers, and their message ids never collide")
  func numbers() throws {
    let stores = try (0..<4).map { _ in try node() }
    defer { stores.forEach { $0.close() } }
    #expect(Set(stores.map(\.nodeNumber)).count == 4)
    var ids: Set<MessageID> = []
    var generators = stores.map { MessageIDGenerator(node: $0.nodeNumber, floor: nil) }
    for step in 0..<8_000 {
      let id = generators[step % 4].next(now: Timestamp(milliseconds: 1_700_000_000_000 + Int64(step / 1_000)))
      #expect(ids.insert(id).inserted)
    }
  }

  @Test("a number whose node was cut off is given to another only when no other is free")
  func recentNumbers() throws {
    try dead { _ in }
    let next = try node()
    defer { next.close() }
    #expect(next.nodeNumber == 1)
  }

  @Test("each message is claimed by one node, whatever they ask at the same time")
  func claims() async throws {
    let (one, two) = (try node(), try node())
    defer {
      one.close()
      two.close()
    }
    _ = try one.commit((1...2_000).map { .accept(message(MessageID(rawValue: $0)), claimed: false) })
    let all = try await withThrowingTaskGroup(of: [MessageID].self) { group in
      for store in [one, two] {
        group.addTask {
          var ids: [MessageID] = []
          while ids.count < 2_000 {
            guard case .messages(let more)? = try store.commit([.claim(smsby, account: "shop", limit: 50)]).first,
              !more.isEmpty
            else { break }
            ids += more.map(\.id)
          }
          return ids
        }
      }
      return try await group.reduce(into: [MessageID]()) { $0 += $1 }
    }
    #expect(all.count == 2_000)
    #expect(Set(all).count == 2_000)
  }

  @Test("what another node has claimed goes into no call of ours")
  func foreignClaims() throws {
    let (one, two) = (try node(), try node())
    defer {
      one.close()
      two.close()
    }
    _ = try one.commit([.accept(message(1), claimed: true)])
    let call = Call(id: 7, lane: smsby, messages: [1], startedAt: t(2))
    #expect(try two.commit([.beginCall(call)]) == [.refused([1])])
    #expect(try one.commit([.beginCall(call)]) == [.refused([])])
  }

  @Test("a starting node takes what dead ones had: claims to the queues, calls to be settled, parts, receipts")
  func recovery() throws {
    try dead { store in
      _ = try store.commit([
        .accept(message(1), claimed: true), .accept(message(2), claimed: true), .keepPart(part(1)),
        .beginCall(Call(id: 7, lane: smsby, messages: [2], startedAt: t(2), note: "n")),
      ])
    }
    let store = try PostgresStore(url: url, lease: .milliseconds(200))
    defer { store.close() }
    let left = try store.recover(now: t(3))
    #expect(left.queues == [LaneQueue(lane: smsby, account: "shop")])
    #expect(left.openCalls.map(\.call.id) == [7])
    #expect(left.openCalls.first?.messages.map(\.id) == [2])
    #expect(left.parts == [part(1)])
    #expect(try claimed(store) == [1])
    #expect(try store.tally().stages == [.claimed: 1, .calling: 1])
  }

  @Test("a living node takes over from a dead one within its lease, once, and is handed its parts and not its own")
  func takeover() async throws {
    try dead { store in
      _ = try store.commit([
        .accept(message(1), claimed: true), .accept(message(2), claimed: true), .keepPart(part(1)),
        .beginCall(Call(id: 7, lane: smsby, messages: [2], startedAt: t(2))),
        .remember(key: Recovery.cascadePrefix + "9", value: "90", until: nil),
        .remember(key: Recovery.cascadePrefix + "8", value: "80", until: t(4)),
        .remember(key: "cursor", value: "17", until: nil),
      ])
    }
    try connection.ask("UPDATE nodes SET lease = clock_timestamp() + interval '1 second' WHERE standing = 0")
    let store = try PostgresStore(url: url, lease: .milliseconds(300))
    defer { store.close() }
    _ = try store.recover(now: t(3))
    _ = try store.commit([.keepPart(part(2, reference: 6))])
    #expect(try claimed(store) == [])
    let notices = AsyncStream<StoreNotice>.makeStream()
    store.onNotice { notices.continuation.yield($0) }
    var taken: Recovery?
    for await notice in notices.stream {
      if case .tookOver(let left) = notice, !left.openCalls.isEmpty {
        taken = left
        break
      }
    }
    #expect(taken?.parts == [part(1)])
    #expect(taken?.openCalls.map(\.call.id) == [7])
    #expect(taken?.queues == [LaneQueue(lane: smsby, account: "shop")])
    #expect(taken?.remembered == [Recovery.cascadePrefix + "9": "90"])
    #expect(try claimed(store) == [1])
    let standing = try connection.ask("SELECT standing FROM nodes WHERE number = 0")
    #expect(standing == ["1"])
  }

  @Test("a node that holds its lease has one tenure; one that lost it has another")
  func tenures() throws {
    let store = try node()
    defer { store.close() }
    let first = try #require(store.tenure)
    _ = try store.commit([.accept(message(1), claimed: true)])
    #expect(store.tenure == first)
    var tenure = Tenure(lease: .seconds(2), since: .zero)
    #expect(tenure.number(at: .seconds(1)) == 1)
    tenure.renewed(at: .seconds(1))
    #expect(tenure.number(at: .milliseconds(2_999)) == 1)
    #expect(tenure.number(at: .seconds(3)) == nil)
    tenure.renewed(at: .seconds(2))
    #expect(tenure.number(at: .seconds(3)) == 1)
    tenure.renewed(at: .seconds(4))
    #expect(tenure.number(at: .seconds(5)) == 2)
  }

  @Test("parts of one message that came to two nodes go to one of them when all are there")
  func gathering() throws {
    let (one, two) = (try node(), try node())
    defer {
      one.close()
      two.close()
    }
    let whole = [part(1), part(2), part(3)]
    _ = try one.commit([.keepPart(whole[0]), .keepPart(part(1, reference: 9, total: 2)), .keepPart(whole[2])])
    #expect(try one.commit([.gatherParts([whole[0], whole[2]])]) == [.parts([], gone: [])])
    _ = try two.commit([.keepPart(whole[1])])
    let held = [whole[1], part(1, reference: 9, total: 2)]
    guard case .parts(let parts, gone: [])? = try two.commit([.gatherParts([whole[1]])]).first else {
      Issue.record("no parts")
      return
    }
    #expect(parts.sorted { $0.number < $1.number } == whole)
    #expect(try one.commit([.gatherParts(held)]) == [.parts([], gone: [whole[1].id])])
    #expect(try connection.ask("SELECT DISTINCT owner FROM parts WHERE reference = 5") == ["\(two.nodeNumber)"])
  }

  @Test("a part that another node has, or that stands in a message, becomes no message here")
  func ownership() throws {
    let (one, two) = (try node(), try node())
    defer {
      one.close()
      two.close()
    }
    let (first, second) = (part(1, total: 2), part(2, total: 2))
    _ = try one.commit([.keepPart(first), .ownParts([first, part(9, reference: 7)])])
    _ = try two.commit([.keepPart(second)])
    _ = try one.commit([.ownParts([first])])
    _ = try two.commit([.gatherParts([second])])
    #expect(throws: StoreError.gone([first.id])) {
      try one.commit([.ownParts([first]), .accept(message(900), claimed: true)])
    }
    _ = try two.commit([
      .ownParts([first, second]), .accept(joined([first, second]), claimed: true), .dropParts(first.key),
    ])
    for part in [first, second] {
      #expect(throws: StoreError.gone([part.id])) { try one.commit([.ownParts([part])]) }
    }
    #expect(try one.record(of: 900) == nil)
    #expect(try one.commit([.gatherParts([first])]) == [.parts([], gone: [first.id])])
  }

  @Test("a reference used again mixes with nothing that another node has made of it")
  func reuse() throws {
    let (one, two) = (try node(), try node())
    defer {
      one.close()
      two.close()
    }
    let (here, there) = (Assembler(), Assembler())
    let (first, second) = (part(1, total: 2), part(2, total: 2))
    #expect(try complete(first, at: one, here) == nil)
    #expect(try complete(second, at: two, there) == nil)
    guard case .parts(let taken, gone: [])? = try two.commit([.gatherParts([second])]).first else {
      Issue.record("no parts")
      return
    }
    there.adopt(taken)
    let whole = try #require(there.takeComplete().first)
    #expect(whole == [first, second])
    _ = try two.commit([.ownParts(whole), .accept(joined(whole), claimed: true), .dropParts(first.key)])
    there.joined(whole)

    // The first node still holds its part of the message before.
    let (next, last) = (part(1, total: 2, id: 71), part(2, total: 2, id: 72))
    #expect(throws: StoreError.gone([first.id])) { try complete(last, at: one, here) }
    // The client submits it once more, and what comes next.
    #expect(try complete(last, at: one, here) == nil)
    #expect(try complete(next, at: one, here) == [next, last])
    #expect(try one.record(of: next.id)?.message.parts.map(\.clientID) == ["c71", "c72"])
  }

  /// What a node does with a part: keeps it, or stores the message that is complete with it and answers its parts.
  private func complete(_ part: HeldPart, at store: PostgresStore, _ assembler: Assembler) throws -> [HeldPart]? {
    guard case .complete(let parts, _) = assembler.add(part) else {
      _ = try store.commit([.keepPart(part)])
      return nil
    }
    let before = parts.filter { $0.id != part.id }
    do throws(StoreError) {
      _ = try store.commit([.ownParts(before), .accept(joined(parts), claimed: true), .dropParts(part.key)])
      assembler.joined(parts)
      return parts
    } catch {
      assembler.forget(before, after: error)
      assembler.putBack(parts, refused: [part.id])
      throw error
    }
  }

  private func joined(_ parts: [HeldPart]) -> Message {
    message(parts[0].id, clientIDs: parts.map(\.part.clientID))
  }

  @Test("a receipt that one node gives back is told to the others at once")
  func news() async throws {
    let (one, two) = (try node(), try node())
    defer {
      one.close()
      two.close()
    }
    let notices = AsyncStream<StoreNotice>.makeStream()
    two.onNotice { notices.continuation.yield($0) }
    _ = try one.commit([
      .accept(message(1), claimed: true),
      .settle([StatusReport(id: 1, state: .rejected, raw: "")], at: t(2), lease: t(99)),
    ])
    guard
      case .receipts(let owed)? = try one.commit([.claimReceipts(account: "shop", now: t(100), limit: 9, until: t(200))]
      ).first,
      let receipt = owed.first?.receipt
    else {
      Issue.record("no receipt")
      return
    }
    _ = try one.commit([
      .receiptResults(
        [ReceiptResult(receipt: receipt.number, message: 1, end: .returned(at: t(100), reason: "nobody is there"))],
        at: t(100))
    ])
    for await notice in notices.stream {
      if case .receiptsOwed(account: "shop") = notice { break }
    }
    let again = try two.commit([.claimReceipts(account: "shop", now: t(100), limit: 9, until: t(200))])
    guard case .receipts(let taken)? = again.first else {
      Issue.record("no receipts")
      return
    }
    #expect(taken.map(\.receipt.message) == [1])
  }

  @Test("limits are kept together: a rate is covered once, a day is summed up, binds are seen on the other nodes")
  func limits() throws {
    let (one, two) = (try node(), try node())
    defer {
      one.close()
      two.close()
    }
    let rate = LimitUse(name: "rate/shop", kind: .rate(100), used: 80)
    let day = LimitUse(name: "day/shop", kind: .day(20_000), used: 7)
    let first = try one.share([rate, day], binds: ["shop": 2, "bank": 1])
    let second = try two.share([rate, day], binds: ["shop": 3])
    let covered = (first.values["rate/shop"] ?? 0) + (second.values["rate/shop"] ?? 0)
    // Half a second is saved up; the rest comes with the time that these few statements took.
    #expect(covered >= 50 && covered < 120, "\(covered)")
    #expect(first.values["day/shop"] == 7)
    #expect(second.values["day/shop"] == 14)
    #expect(second.bindsElsewhere == ["shop": 2, "bank": 1])
    #expect(try one.share([], binds: ["bank": 1]).bindsElsewhere == ["shop": 3])
    #expect(try two.share([], binds: [:]).bindsElsewhere == ["bank": 1])
    let next = try two.share([LimitUse(name: "day/shop", kind: .day(20_001), used: 1)], binds: [:])
    #expect(next.values["day/shop"] == 1)
  }

  @Test("a rate is covered at its pace and no more than half a second of it is saved up")
  func rates() {
    let use = LimitUse(name: "x", kind: .rate(100), used: 1_000)
    var row = LimitRow(thousandths: 0, at: 0, now: 1_000_000)
    #expect(row.take(use) == 50)
    row.now += 100
    #expect(row.take(use) == 10)
    row.now -= 50
    #expect(row.take(use) == 0)
    row.now += 86_400_000
    #expect(row.take(use) == 50)
  }

  @Test("nodes that start at once on an empty database make its tables once")
  func migration() async throws {
    let connection = try Connection(url: url)
    try connection.ask("DROP SCHEMA passerelle CASCADE")
    let url = url
    let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let store = try PostgresStore(url: url)
          defer { store.close() }
          return store.nodeNumber
        }
      }
      return try await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(numbers.count == 4)
    #expect(try connection.ask("SELECT count(*) FROM passerelle.version") == ["1"])
  }

  @Test("a migration that was killed leaves nothing, and the next one does it all")
  func killedMigration() throws {
    let connection = try Connection(url: url)
    try connection.ask("DROP SCHEMA passerelle CASCADE")
    // As a process that dies in the middle leaves it: the lock held, tables made, the connection gone.
    do {
      let dying = try Connection(url: url)
      try dying.ask(
        """
        BEGIN; SELECT pg_advisory_xact_lock(\(Schema.lock)); CREATE SCHEMA passerelle;
        CREATE TABLE passerelle.version (number INTEGER NOT NULL); CREATE TABLE passerelle.nodes (x INTEGER);
        """)
    }
    let store = try PostgresStore(url: url)
    defer { store.close() }
    _ = try store.recover(now: t(0))
    _ = try store.commit([.accept(message(1), claimed: true)])
    #expect(try store.record(of: 1) != nil)
  }

  @Test("a server that was killed and started again has everything, and a commit goes on by itself")
  func killedServer() throws {
    let server = try PostgresServer()
    try server.start()
    defer { server.stop() }
    let store = try PostgresStore(url: server.url(of: "postgres"))
    defer { store.close() }
    _ = try store.commit((1...100).map { .accept(message(MessageID(rawValue: $0)), claimed: true) })
    server.kill()
    try server.start()
    // On the connection that is gone: it is found out that this did not happen, and it is done again.
    _ = try store.commit([.accept(message(101), claimed: true)])
    for id in 1...100 as ClosedRange<UInt64> { #expect(try store.record(of: MessageID(rawValue: id)) != nil) }
    #expect(try store.record(of: 101) != nil)
    #expect(try store.tally().stages == [.claimed: 101])
  }
}
