import Messages
import Store
import Testing

/// What every store must do. Each test runs on each of them.
@Suite("Store conformance") struct StoreConformance {}

extension StoreConformance {
  @Suite struct Accepting {
    @Test("a message comes back as it was taken in, whatever it carries", arguments: StoreKind.all)
    func wholeMessage(_ kind: StoreKind) throws {
      let test = try kind.make()
      for message in CodecSamples.messages {
        try test.accept(message)
        #expect(try test.store.record(of: message.id)?.message == message)
      }
    }

    @Test("the stage follows from the due time and from whether it is claimed", arguments: StoreKind.all)
    func stages(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1), claimed: true)
      try test.accept(message(2), claimed: false)
      try test.accept(message(3, due: t(5)), claimed: true)
      #expect(try [1, 2, 3].map { try test.stage($0) } == [.claimed, .queued, .scheduled])
      #expect(try [1, 2, 3].map { try test.state($0) } == [.enroute, .enroute, .scheduled])
      #expect(try test.store.tally().stages == [.claimed: 1, .queued: 1, .scheduled: 1])
    }

    @Test("an id that is taken fails the whole commit and changes nothing", arguments: StoreKind.all)
    func takenID(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1, text: "first"))
      #expect(throws: StoreError.taken(MessageID(rawValue: 1))) {
        try test.store.commit([.accept(message(2), claimed: true), .accept(message(1, text: "second"), claimed: true)])
      }
      #expect(throws: StoreError.taken(MessageID(rawValue: 3))) {
        try test.store.commit([.accept(message(3), claimed: true), .accept(message(3), claimed: true)])
      }
      #expect(try test.store.record(of: 1)?.message.text == "first")
      #expect(try test.store.record(of: 2) == nil)
      #expect(try test.store.tally().stages == [.claimed: 1])
      try test.accept(message(2))
      #expect(try test.stage(2) == .claimed)
    }

    @Test("claims go by priority, then due time, then id, and each message once", arguments: StoreKind.all)
    func claimOrder(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(
        message(5), message(4), message(3, priority: 2), message(2, priority: 3, at: t(7)), message(1, at: t(1)),
        message(6, priority: 3, at: t(6)), claimed: false)
      #expect(try test.claim(limit: 2) == [6, 2])
      #expect(try test.claim(limit: 0) == [])
      #expect(try test.claim() == [3, 4, 5, 1])
      #expect(try test.claim() == [])
    }

    @Test("a claim takes from its own lane and account only", arguments: StoreKind.all)
    func claimScope(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(
        message(1), message(2, account: "bank"), message(3, lanes: [smsc]), message(4, lanes: [smsbyViber]),
        claimed: false)
      #expect(try test.claim(account: "bank") == [2])
      #expect(try test.claim(smsbyViber) == [4])
      #expect(try test.claim(smsc) == [3])
      #expect(try test.claim() == [1])
      #expect(try test.claim(account: "nobody") == [])
    }

    @Test("scheduled messages wake when due, the earliest first, and say which queues grew", arguments: StoreKind.all)
    func waking(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(
        message(1, due: t(30)), message(2, due: t(20), lanes: [smsc]), message(3, due: t(31)),
        message(4, account: "bank", due: t(25)))
      #expect(try test(.wakeDue(now: t(19), limit: 10)) == .lanes([]))
      #expect(
        try test(.wakeDue(now: t(30), limit: 2))
          == .lanes([LaneQueue(lane: smsc, account: "shop"), LaneQueue(lane: smsby, account: "bank")]))
      #expect(try test(.wakeDue(now: t(30), limit: 2)) == .lanes([LaneQueue(lane: smsby, account: "shop")]))
      #expect(try test.claim() == [1])
      #expect(try test.state(1) == .enroute)
      #expect(try test.stage(3) == .scheduled)
    }

    @Test("released messages go back to a queue, at once or after a pause", arguments: StoreKind.all)
    func releasing(_ kind: StoreKind) throws {
      let test = try kind.make()
      try test.accept(message(1), message(2), message(3, due: t(9)))
      try test(.release([1, 3, 99], to: smsc, notBefore: nil, reason: "401"))
      try test(.release([2], to: smsby, notBefore: t(50), reason: "429"))
      #expect(try test.claim(smsc) == [1])
      #expect(try test.claim() == [])
      #expect(try test.state(2) == .enroute)
      #expect(try test.stage(3) == .scheduled)
      #expect(
        try test(.wakeDue(now: t(50), limit: 10))
          == .lanes([LaneQueue(lane: smsby, account: "shop")]))
      #expect(try test.claim() == [3, 2])
      #expect(try test.store.life(of: 2).map(\.text).contains("to smsby/sms: 429"))
    }
  }
}
