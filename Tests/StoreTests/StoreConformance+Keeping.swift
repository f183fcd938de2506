import Messages
import Store
import Testing

extension StoreConformance {
  @Suite struct Replacing {
    @Test("a waiting message takes what is given and keeps the rest", arguments: StoreKind.all)
    func text(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1, clientIDs: ["1", "2"]), claimed: false)
      let replacement = Replacement(
        text: "new", encoding: .ucs2, segments: 2, validUntil: t(500), receipt: [.failure])
      #expect(try test(.replace(1, replacement)) == .replaced(true))
      var expected = message(1, text: "new", validUntil: t(500), receipt: [.failure], clientIDs: ["1", "2"])
      expected.encoding = .ucs2
      expected.segments = 2
      #expect(try test(.claim(smsby, account: "shop", limit: 1)) == .messages([expected]))
      #expect(try test(.expire(now: t(500), limit: 9, lease: t(600))).told == ["1/0", "1/1"])
    }

    @Test("another due time schedules it anew", arguments: StoreKind.all)
    func dueTime(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1, due: t(50)), message(2))
      #expect(try test(.replace(1, Replacement(dueAt: t(0)))) == .replaced(true))
      #expect(try test(.replace(2, Replacement(dueAt: t(70)))) == .replaced(true))
      #expect(try test.claim() == [1])
      #expect(try test.state(1) == .enroute)
      #expect(try test.state(2) == .scheduled)
      #expect(try test(.wakeDue(now: t(70), limit: 9)) == .lanes([LaneQueue(lane: smsby, account: "shop")]))
      #expect(try test.store.record(of: 2)?.message.dueAt == t(70))
    }

    @Test("one that is held back is due again when it is let go", arguments: StoreKind.all)
    func heldBack(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1), message(2, due: t(50)))
      for id in [1, 2] as [MessageID] {
        let due = try #require(try test.store.record(of: id)).message.dueAt
        #expect(try test(.replace(id, Replacement(dueAt: due.heldBack, cause: .hold))) == .replaced(true))
        #expect(try test.store.record(of: id)?.isHeldBack == true)
      }
      #expect(try test(.beginCall(Call(id: 7, lane: smsby, messages: [1], startedAt: t(2)))) == .refused([1]))
      #expect(try test(.wakeDue(now: t(900_000_000), limit: 9)) == .lanes([]))
      for id in [1, 2] as [MessageID] {
        let due = try #require(try test.store.record(of: id)).message.dueAt
        #expect(try test(.replace(id, Replacement(dueAt: due.letGo, cause: .release))) == .replaced(true))
      }
      #expect(try test.claim() == [1])
      #expect(try test.store.record(of: 2)?.message.dueAt == t(50))
      #expect(try test(.wakeDue(now: t(50), limit: 9)) == .lanes([LaneQueue(lane: smsby, account: "shop")]))
      #expect(try test.store.life(of: 1).map(\.kind) == ["accepted", "held", "let go"])
    }

    @Test("one that is held back ends by its validity, and may be cancelled", arguments: StoreKind.all)
    func heldBackEnds(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1, validUntil: t(100)), message(2))
      for id in [1, 2] as [MessageID] {
        let due = try #require(try test.store.record(of: id)).message.dueAt
        try test(.replace(id, Replacement(dueAt: due.heldBack, cause: .hold)))
      }
      try test(.cancel(.message(2), at: t(9), lease: nil))
      try test(.expire(now: t(100), limit: 9, lease: nil))
      #expect(try test.state(1) == .expired)
      #expect(try test.state(2) == .deleted)
    }

    @Test("a line may be written in the commit that takes its message in", arguments: StoreKind.all)
    func noteBesideAccept(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1))
      let line = LifeEvent(replayed: 1, as: 2, at: t(3))
      _ = try test.store.commit([.accept(message(2), claimed: false), .note([line])])
      #expect(try test.store.life(of: 1).last == line)
      #expect(try test.store.record(of: 2) != nil)
    }

    @Test("a claimed one goes back to its queue, and the old copy gets no call", arguments: StoreKind.all)
    func claimed(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1))
      #expect(try test(.replace(1, Replacement(text: "new"))) == .replaced(true))
      #expect(try test(.beginCall(Call(id: 7, lane: smsby, messages: [1], startedAt: t(2)))) == .refused([1]))
      #expect(try test.claim() == [1])
    }

    @Test("one in a call, at a provider, ended or unknown is not replaced", arguments: StoreKind.all)
    func tooLate(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1), message(2))
      try test(.beginCall(Call(id: 7, lane: smsby, messages: [1], startedAt: t(2))))
      try test(.cancel(.message(2), at: t(1), lease: nil))
      try test.send(message(3), call: 8)
      for id in [1, 2, 3, 4] as [MessageID] {
        #expect(try test(.replace(id, Replacement(text: "new"))) == .replaced(false))
      }
    }

    @Test("a text may outgrow its row and shrink again", arguments: StoreKind.all)
    func long(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1), claimed: false)
      for text in [String(repeating: "long ", count: 1_000), "short", String(repeating: "x", count: 70_000)] {
        try test(.replace(1, Replacement(text: text)))
        #expect(try test.store.record(of: 1)?.message.text == text)
        #expect(try test(.claim(smsby, account: "shop", limit: 1)) == .messages([message(1, text: text)]))
      }
    }
  }

  @Suite struct Keeping {
    private func part(_ number: UInt8, of reference: UInt16, account: String = "shop", pdu: [UInt8] = [1, 2])
      -> HeldPart
    {
      let key = PartKey(
        account: account, source: "SHOP", destination: "375291234567", width: 8, reference: reference, total: 3)
      let id = MessageID(rawValue: UInt64(reference) * 10 + UInt64(number))
      return HeldPart(
        key: key, number: number, id: id, receivedAt: t(1), pdu: pdu,
        part: Part(clientID: "c\(number)", receipt: .both, userMessageReference: 65_535), interfaceVersion: 0x34)
    }

    @Test("parts wait over a restart until they are dropped; the same again replaces", arguments: StoreKind.all)
    func parts(_ kind: StoreKind) throws {
      let test = try kind.make()
      _ = try test.store.commit([
        .keepPart(part(1, of: 5)), .keepPart(part(2, of: 5)), .keepPart(part(1, of: 6)),
        .keepPart(part(2, of: 5, pdu: [9])), .keepPart(part(3, of: 5, account: "bank", pdu: [])),
      ])
      #expect(
        try test.reopen().parts
          == [part(1, of: 5), part(2, of: 5, pdu: [9]), part(3, of: 5, account: "bank", pdu: []), part(1, of: 6)])
      try test(.dropParts(part(1, of: 5).key))
      try test(.dropParts(part(1, of: 5).key))
      let recovery = try test.reopen()
      #expect(recovery.parts == [part(3, of: 5, account: "bank", pdu: []), part(1, of: 6)])
      #expect(recovery.highestID == 61)
    }

    @Test("one part is forgotten without the others, and not the one that came in its place", arguments: StoreKind.all)
    func onePart(_ kind: StoreKind) throws {
      let test = try kind.make()
      let (first, second) = (part(1, of: 5), part(2, of: 5))
      _ = try test.store.commit([.keepPart(first), .keepPart(second), .dropPart(first)])
      #expect(try test.reopen().parts == [second])
      var newer = second
      newer.id = 77
      _ = try test.store.commit([.keepPart(newer), .dropPart(second), .dropPart(first)])
      #expect(try test.reopen().parts == [newer])
    }

    @Test("values are remembered until they run out", arguments: StoreKind.all)
    func remembering(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test(.remember(key: "cursor", value: "17", until: nil))
      try test(.remember(key: "cursor", value: "18", until: nil))
      try test(.remember(key: "mail", value: "seen", until: t(100)))
      #expect(try test.reopen(now: t(99)).remembered == ["cursor": "18", "mail": "seen"])
      #expect(try test.reopen(now: t(100)).remembered == ["cursor": "18"])
      #expect(try test(.purge(before: t(101), limit: 10)) == .count(1))
      #expect(try test.reopen(now: t(0)).remembered == ["cursor": "18"])
    }

    @Test("purging forgets the ended, the oldest first and within its limit", arguments: StoreKind.all)
    func purging(_ kind: StoreKind) throws {
      let test = try kind.make()
      for id in 1...5 as ClosedRange<UInt64> {
        try test.send(
          message(MessageID(rawValue: id), receipt: id == 4 ? .both : [], clientIDs: ["hex\(id)"]),
          call: CallID(rawValue: id))
      }
      for (id, at) in [(1, 30), (2, 20), (3, 40), (4, 10)] as [(UInt64, Int64)] {
        _ = try test.settle(MessageID(rawValue: id), .delivered, at: t(at))
      }
      #expect(try test(.purge(before: t(40), limit: 1)) == .count(1))
      #expect(try test.store.record(of: 2) == nil)
      #expect(try test(.purge(before: t(40), limit: 9)) == .count(1))
      #expect(try test(.purge(before: t(40), limit: 9)) == .count(0))
      #expect(try test.store.record(of: 1) == nil)
      #expect(try test.store.record(account: "shop", clientID: "hex1") == nil)
      #expect(try test.store.record(account: "shop", clientID: "hex3") != nil)
      #expect(try test.store.life(of: 1) == [])
      #expect(try test.store.record(of: 4)?.receiptsOwed == 1)
      #expect(try test.stage(5) == .sent)
      #expect(try test.store.tally().stages == [.ended: 2, .sent: 1])
      #expect(try test.reopen().highestID == 5)
    }

    @Test("the end stands behind all that was said before it, whatever the provider's clock", arguments: StoreKind.all)
    func lifeEnds(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.send(message(1), call: 1, at: t(10))
      let reports: [(MessageState, Int64, Int64)] = [(.enroute, 11, 20), (.delivered, 15, 30)]
      for (state, said, taken) in reports {
        try test(.settle([StatusReport(id: 1, state: state, at: t(said), raw: "x")], at: t(taken), lease: nil))
      }
      let life = try test.store.life(of: 1)
      #expect(life.map(\.kind) == ["accepted", "sent", "status", "ended"])
      #expect(life.last?.at == t(15))
    }

    @Test("a life tells what happened in order", arguments: StoreKind.all)
    func life(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.send(message(1), call: 1, at: t(10))
      let long = String(repeating: "é", count: 600)
      try test(
        .note([
          LifeEvent(message: 1, at: t(5), kind: "called", text: "HTTP 200"),
          LifeEvent(message: 1, at: t(20), kind: "status", text: long),
          LifeEvent(message: 2, at: t(5), kind: "called", text: "nobody"),
        ]))
      _ = try test.settle(1, .delivered, at: t(30))
      let life = try test.store.life(of: 1)
      #expect(life.map(\.kind) == ["accepted", "called", "sent", "status", "ended"])
      #expect(life.map(\.at) == [t(0), t(5), t(10), t(20), t(30)])
      #expect(life[3].text == String(repeating: "é", count: 500))
      #expect(try test.store.life(of: 2) == [])
    }
  }
}
