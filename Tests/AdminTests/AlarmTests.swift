import Admin
import Messages
import Telemetry
import Testing

/// What a person is told, and when.
@Suite struct AlarmTests {
  private static let start = Timestamp(seconds: 1_800_000_000)

  private func reading(_ seconds: Int, _ change: (inout AlarmReading) -> Void = { _ in }) -> AlarmReading {
    var reading = AlarmReading(at: Self.start + .seconds(seconds))
    change(&reading)
    return reading
  }

  private func terms(_ change: (inout AlarmTerms) -> Void = { _ in }) -> AlarmTerms {
    var terms = AlarmTerms()
    terms.balances = ["a": 50]
    terms.freeSpace = 1_000
    change(&terms)
    return terms
  }

  private func told(_ notices: [AlarmNotice]) -> [String] {
    notices.map { "\($0.turn) \($0.condition.rawValue) \($0.subject)" }
  }

  @Test(arguments: [
    (59, []), (60, ["raised provider_down a"]),
  ])
  func `a provider may be away for so long`(_ seconds: Int, _ expected: [String]) {
    var board = AlarmBoard()
    #expect(board.take(reading(0) { $0.troubled = ["a": "refused"] }, terms()) == [])
    #expect(told(board.take(reading(seconds) { $0.troubled = ["a": "refused"] }, terms())) == expected)
  }

  @Test func `a provider that comes back begins anew`() {
    var board = AlarmBoard()
    for second in [0, 40, 41, 100] {
      let trouble = second == 40 ? [:] : ["a": "away"]
      #expect(board.take(reading(second) { $0.troubled = trouble }, terms()) == [])
    }
    #expect(told(board.take(reading(101) { $0.troubled = ["a": "away"] }, terms())) == ["raised provider_down a"])
  }

  @Test(arguments: [
    (50.0, []), (49.99, ["raised balance_low a"]),
  ])
  func `a balance under its threshold is an alarm, and one at it is none`(_ balance: Double, _ expected: [String]) {
    var board = AlarmBoard()
    #expect(told(board.take(reading(0) { $0.balances = ["a": balance, "b": 0] }, terms())) == expected)
  }

  @Test(arguments: [
    (599, 9_999, 0, 1_000, []),
    (600, 9_999, 0, 1_000, ["raised queue_age "]),
    (0, 10_000, 0, 1_000, ["raised receipts_owed "]),
    (0, 0, 1, 1_000, ["raised ambiguous_calls "]),
    (0, 0, 0, 999, ["raised disk_space "]),
  ])
  func `each condition has its threshold`(
    _ age: Int, _ receipts: Int, _ ambiguous: Int, _ free: Int, _ expected: [String]
  ) {
    var board = AlarmBoard()
    let notices = board.take(
      reading(0) {
        $0.queueAge = .seconds(age)
        $0.receiptsOwed = receipts
        $0.ambiguous = ambiguous
        $0.freeSpace = free
      }, terms())
    #expect(told(notices) == expected)
  }

  @Test func `what lasts is told again after its time, and its end once`() {
    var board = AlarmBoard()
    func look(_ second: Int, _ receipts: Int) -> [String] {
      told(board.take(reading(second) { $0.receiptsOwed = receipts }, terms()))
    }
    #expect(look(0, 10_000) == ["raised receipts_owed "])
    #expect(look(3_599, 10_001) == [])
    #expect(look(3_600, 10_002) == ["repeated receipts_owed "])
    #expect(look(3_601, 10_003) == [])
    #expect(board.standing(at: Self.start + .seconds(3_601)).map(\.words) == ["10003 receipts wait for their clients"])
    #expect(look(3_700, 0) == ["cleared receipts_owed "])
    #expect(look(3_701, 0) == [])
    #expect(board.standing(at: Self.start) == [])
  }

  @Test func `what cannot be read leaves its alarm as it stands`() {
    var board = AlarmBoard()
    func look(_ second: Int, _ receipts: Int?, _ free: Int?) -> [String] {
      let reading = reading(second) { ($0.receiptsOwed, $0.freeSpace) = (receipts, free) }
      return told(board.take(reading, terms()))
    }
    #expect(look(0, nil, nil) == [])
    #expect(look(1, 10_000, 999) == ["raised disk_space ", "raised receipts_owed "])
    #expect(look(2, nil, nil) == [])
    #expect(look(3_601, nil, nil) == ["repeated disk_space ", "repeated receipts_owed "])
    #expect(look(3_602, 0, 1_000) == ["cleared disk_space ", "cleared receipts_owed "])
    #expect(look(3_603, nil, nil) == [])
  }

  @Test func `a reading becomes metrics, lines and notices`() {
    let metrics = Metrics()
    let (lines, notices) = (Kept<String>(), Kept<AlarmNotice>())
    let watch = AlarmWatch(
      terms: terms { $0.providerDown = .zero }, metrics: metrics, log: Log { lines.add($0) }, read: { _ in },
      tell: { notices.add($0) })
    watch.take(
      reading(0) {
        $0.providers = ["a", "b"]
        $0.troubled = ["a": "no money\nlevel=error"]
        $0.balances = ["a": 12.5]
        $0.queueAge = .seconds(7)
      })
    let text = metrics.exposition()
    for line in [
      "passerelle_provider_down{provider=\"a\"} 1", "passerelle_provider_down{provider=\"b\"} 0",
      "passerelle_provider_balance{provider=\"a\"} 12.5", "passerelle_provider_balance_threshold{provider=\"a\"} 50.0",
      "passerelle_queue_age_seconds 7",
      "passerelle_alarms{alarm=\"provider_down\"} 1", "passerelle_alarms{alarm=\"balance_low\"} 1",
      "passerelle_alarms{alarm=\"queue_age\"} 0",
    ] { #expect(text.contains(line + "\n"), "\(line)") }
    #expect(notices.all.map(\.condition) == [.balanceLow, .providerDown])
    #expect(lines.all.count == 2)
    #expect(lines.all.allSatisfy { $0.contains("event=alarm-raised") && !$0.contains("\n") })
    #expect(watch.standing(at: Self.start).count == 2)
  }

  @Test func `a notice as JSON names the bridge, the alarm and how long it stands`() {
    var board = AlarmBoard()
    let notice = board.take(reading(0) { $0.balances = ["a": 1] }, terms())[0]
    #expect(
      String(decoding: notice.json(bridge: "gw").encoded, as: UTF8.self)
        == #"{"bridge":"gw","alarm":"balance_low","provider":"a","turn":"raised","words":"a has 1.0 left, less than 50.0","#
        + #""told":{"form":"{0} has {1} left, less than {2}","values":["a","1.0","50.0"]},"#
        + #""since":"2027-01-15T08:00:00.000Z","at":"2027-01-15T08:00:00.000Z"}"#)
  }
}
