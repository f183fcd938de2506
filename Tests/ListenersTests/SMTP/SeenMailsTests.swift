import Listeners
import Messages
import Testing

/// What is kept in mind of mails, in memory and over restarts.
struct SeenMailsTests {
  private static let window = Duration.seconds(100)

  private static func print(_ number: Int) -> SeenMails.Fingerprint {
    SeenMails.Fingerprint(["shop", "<\(number)@shop.example.test>", "375291234567", "Hello"])
  }

  private static func row(_ number: Int) -> (String, String) {
    let id = MessageID(rawValue: 179_526_690_812_300_000 + UInt64(number))
    let row = SeenMails.row(print(number), message: id, id: "id\(number)")
    return (row.key, row.value)
  }

  @Test func noTwoListsOfFieldsAreAlike() {
    #expect(SeenMails.Fingerprint(["a", "bc"]) != SeenMails.Fingerprint(["ab", "c"]))
    #expect(SeenMails.Fingerprint(["a", "bc"]) == SeenMails.Fingerprint(["a", "bc"]))
  }

  @Test func aMailIsNewThenBusyThenKnownUntilItsWindowIsOver() {
    let seen = SeenMails(window: Self.window, now: .zero)
    #expect(seen.claim(Self.print(1), window: Self.window, now: .zero) == .new)
    #expect(seen.claim(Self.print(1), window: Self.window, now: .zero) == .busy)
    seen.settle([Self.print(1): "7"])
    #expect(seen.claim(Self.print(1), window: Self.window, now: .seconds(99)) == .known("7"))
    #expect(seen.claim(Self.print(1), window: Self.window, now: .seconds(100)) == .new)
    seen.release([Self.print(1)])
    #expect(seen.claim(Self.print(1), window: Self.window, now: .seconds(100)) == .new)
  }

  @Test func whatTheStoreRemembersIsKnownAfterARestartAndOtherValuesArePassedOver() {
    var remembered = Dictionary(uniqueKeysWithValues: [Self.row(1), Self.row(2)])
    remembered["quota/shop"] = "1 2"
    remembered["mail/1"] = "no row"
    let seen = SeenMails(remembered: remembered, window: Self.window, now: .zero)
    #expect(seen.count == 2)
    #expect(seen.claim(Self.print(2), window: Self.window, now: .zero) == .known("id2"))
    #expect(seen.claim(Self.print(3), window: Self.window, now: .zero) == .new)
  }

  @Test(arguments: [(rows: 4, oldest: SeenMails.Claim.known("id0")), (rows: 5, oldest: SeenMails.Claim.new)])
  func atTheLimitAllAreKeptAndPastItTheNewest(_ row: (rows: Int, oldest: SeenMails.Claim)) {
    let remembered = Dictionary(uniqueKeysWithValues: (0..<row.rows).map(Self.row))
    let seen = SeenMails(remembered: remembered, window: Self.window, now: .zero, capacity: 4)
    #expect(seen.count == 4)
    #expect(seen.claim(Self.print(row.rows - 1), window: Self.window, now: .zero) == .known("id\(row.rows - 1)"))
    #expect(seen.claim(Self.print(0), window: Self.window, now: .zero) == row.oldest)
  }

  @Test func rowsStandInTheOrderOfTheMessages() {
    #expect(Self.row(9).0 < Self.row(10).0)
  }
}
