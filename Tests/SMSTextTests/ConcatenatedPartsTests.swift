import SMSText
import Testing

struct ConcatenatedPartsTests {
  @Test(
    "parts join in order of number whatever order they come in",
    arguments: [
      [1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1],
    ] as [[UInt8]])
  func anyOrder(order: [UInt8]) throws {
    var parts = try #require(ConcatenatedParts(total: 3))
    var outcomes: [ConcatenatedParts.Outcome] = []
    for number in order { outcomes.append(parts.add(number, [number, number])) }
    #expect(outcomes == [.incomplete, .incomplete, .complete])
    #expect(parts.isComplete)
    #expect(parts.joined == [1, 1, 2, 2, 3, 3])
    #expect(parts.missing.isEmpty)
  }

  @Test("a part that comes twice changes nothing")
  func duplicates() throws {
    var parts = try #require(ConcatenatedParts(total: 2))
    #expect(parts.add(1, [1]) == .incomplete)
    #expect(parts.add(1, [1]) == .duplicate)
    #expect(parts.add(1, [9]) == .conflict)
    #expect(parts.add(2, [2]) == .complete)
    #expect(parts.add(2, [2]) == .duplicate)
    #expect(parts.joined == [1, 2])
    #expect(parts.octetCount == 2)
  }

  @Test("numbers out of range are refused", arguments: [0, 3, 255] as [UInt8])
  func invalid(number: UInt8) throws {
    var parts = try #require(ConcatenatedParts(total: 2))
    #expect(parts.add(number, [1]) == .invalid)
    #expect(parts.missing == [1, 2])
    #expect(parts.octetCount == 0)
  }

  @Test("a total of zero is no concatenation, 255 is the most")
  func totals() throws {
    #expect(ConcatenatedParts(total: 0) == nil)
    var parts = try #require(ConcatenatedParts(total: 255))
    for number in UInt8(1)...254 { #expect(parts.add(number, [number]) == .incomplete) }
    #expect(parts.missing == [255])
    #expect(parts.add(255, []) == .complete)
    #expect(parts.joined == Array(1...254))
  }

  @Test("the limit is what fits, one past it is refused and the part may come again shorter")
  func limit() throws {
    var parts = try #require(ConcatenatedParts(total: 2, limit: 4))
    #expect(parts.add(1, [1, 2, 3]) == .incomplete)
    #expect(parts.add(2, [4, 5]) == .tooLarge)
    #expect(parts.missing == [2])
    #expect(parts.add(2, [4]) == .complete)
    #expect(parts.octetCount == 4)
  }

  @Test("what is there can be joined before the rest has come")
  func incomplete() throws {
    var parts = try #require(ConcatenatedParts(total: 3))
    _ = parts.add(3, [3])
    _ = parts.add(1, [1])
    #expect(parts.joined == [1, 3])
    #expect(parts.missing == [2])
    #expect(!parts.isComplete)
  }

  @Test("an escape and a surrogate cut from their partners are whole again")
  func healed() throws {
    var septets = try #require(ConcatenatedParts(total: 2))
    _ = septets.add(2, [0x65, 0x42])
    _ = septets.add(1, [0x41, 0x1B])
    #expect(DataCoding(0).decode(septets.joined) == DecodedText("A€B"))
    var units = try #require(ConcatenatedParts(total: 2))
    _ = units.add(1, hex("0041D83D"))
    _ = units.add(2, hex("DE000042"))
    #expect(DataCoding(8).decode(units.joined) == DecodedText("A😀B"))
    var octets = try #require(ConcatenatedParts(total: 2))
    _ = octets.add(1, hex("0041D83DDE"))
    _ = octets.add(2, hex("000042"))
    #expect(DataCoding(8).decode(octets.joined) == DecodedText("A😀B"))
  }
}
