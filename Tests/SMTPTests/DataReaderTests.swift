import SMTP
import Testing

/// What a reader made of some octets.
struct Reading: Equatable, Sendable {
  var content = ""
  var defects: ContentDefects = []
  var isFinished = false
  /// Octets behind the end of the data.
  var left = 0
}

@Suite struct DataReaderTests {
  static func read(_ text: String, in pieces: Int? = nil, size: Int = 1_000, line: Int = 100) -> Reading {
    var reader = DataReader(maximumSize: size, maximumLine: line)
    let octets = Array(text.utf8)
    var used = 0
    while used < octets.count, !reader.isFinished {
      let end = min(octets.count, used + (pieces ?? octets.count))
      used += octets[used..<end].withUnsafeBytes { reader.read($0) }
    }
    return Reading(
      content: String(decoding: reader.content, as: UTF8.self), defects: reader.defects, isFinished: reader.isFinished,
      left: octets.count - used)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let octets: String
    let content: String
    let defects: ContentDefects
    /// Octets behind the end; nil when the data does not end.
    let left: Int?

    init(_ octets: String, _ content: String, _ defects: ContentDefects = [], left: Int? = nil) {
      self.octets = octets
      self.content = content
      self.defects = defects
      self.left = left
    }

    var testDescription: String { octets.debugDescription }
  }

  /// The octets stand behind `a` and before `b CRLF`, unless the row begins the data itself.
  static let rows = [
    Row("a\r\n.\r\n", "a\r\n", left: 0),
    Row(".\r\n", "", left: 0),
    Row("..x\r\n.\r\n", ".x\r\n", left: 0),
    Row("a\r\n..\r\nb\r\n", "a\r\n.\r\nb\r\n"),
    Row("a\r\n.x\r\nb\r\n", "a\r\nx\r\nb\r\n"),
    Row("a\n.\nb\r\n", "a\r\n.\r\nb\r\n", .bareLF),
    Row("a\n.\r\nb\r\n", "a\r\n.\r\nb\r\n", .bareLF),
    Row("a\r\n.\nb\r\n", "a\r\n.\r\nb\r\n", .bareLF),
    Row("a\n..x\r\n", "a\r\n.x\r\n", .bareLF),
    Row("a\r.\rb\r\n", "a . b\r\n", .bareCR),
    Row("a\r.\nb\r\n", "a .\r\nb\r\n", [.bareCR, .bareLF]),
    Row("a\n.\rb\r\n", "a\r\n b\r\n", [.bareCR, .bareLF]),
    Row("a\r.\r\nb\r\n", "a .\r\nb\r\n", .bareCR),
    Row("a\r\n.\rx\r\n", "a\r\n x\r\n", .bareCR),
    Row("a\r\n.\r\r\nb\r\n", "a\r\n \r\nb\r\n", .bareCR),
    Row("a\r\r\n.\r\r\nb\r\n", "a \r\n \r\nb\r\n", .bareCR),
    Row("a\r\n\0.\r\nb\r\n", "a\r\n.\r\nb\r\n", .nul),
    Row("a\r\n.\0\r\nb\r\n", "a\r\n\r\nb\r\n", .nul),
    Row("a\n.\r\n.\r\n", "a\r\n.\r\n", .bareLF, left: 0),
    Row("a\tb\r\n.\r\n", "a\tb\r\n", left: 0),
    Row("a\r\n.\r\nMAIL", "a\r\n", left: 4),
  ]

  @Test(arguments: rows, [1, 2, 3, 7, nil])
  func `Only CRLF dot CRLF ends the data, and what is wrong is marked`(_ row: Row, _ pieces: Int?) {
    let expected = Reading(
      content: row.content, defects: row.defects, isFinished: row.left != nil, left: row.left ?? 0)
    #expect(Self.read(row.octets, in: pieces) == expected)
  }

  @Test(arguments: [(10, 10, false), (10, 11, true), (0, 0, false), (0, 1, true)])
  func `Content over the size limit is dropped and counted to its end`(limit: Int, size: Int, isTooLarge: Bool) {
    var reader = DataReader(maximumSize: limit + 2, maximumLine: 100)
    let octets = Array((String(repeating: "x", count: size) + "\r\n.\r\n").utf8)
    let used = octets.withUnsafeBytes { reader.read($0) }
    #expect(used == octets.count)
    #expect(reader.isFinished)
    #expect(reader.isTooLarge == isTooLarge)
    #expect(reader.size == size + 2)
    #expect(reader.content.count == (isTooLarge ? 0 : size + 2))
  }

  @Test(arguments: [(100, false), (101, true)], [1, nil])
  func `A text line over the limit is marked`(_ row: (length: Int, isMarked: Bool), _ pieces: Int?) {
    let line = String(repeating: "x", count: row.length)
    let reading = Self.read("\(line)\r\n\(line)\r\n.\r\n", in: pieces)
    #expect(reading.defects == (row.isMarked ? .longLine : []))
  }

  @Test func `Doubled dots do not count towards the size`() {
    var reader = DataReader(maximumSize: 3, maximumLine: 100)
    _ = Array("..\r\n.\r\n".utf8).withUnsafeBytes { reader.read($0) }
    #expect(reader.size == 3)
    #expect(!reader.isTooLarge)
  }

  @Test func `Long text with every octet comes through as it is`() {
    var octets: [UInt8] = []
    let plain: [UInt8] = (UInt8(1)...UInt8(255)).filter { ![10, 13, 46].contains($0) }
    for round in 0..<64 {
      octets += plain.prefix(190 + round)
      octets += [13, 10]
    }
    var reader = DataReader(maximumSize: 100_000, maximumLine: 1_000)
    let used = (octets + Array(".\r\n".utf8)).withUnsafeBytes { reader.read($0) }
    #expect(used == octets.count + 3)
    #expect(reader.content == octets)
    #expect(reader.defects.isEmpty)
  }
}
