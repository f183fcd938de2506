/// Which rules begin with which digits: found by length, so that the cost does not grow with the number of prefixes.
struct PrefixTable: Sendable {
  private struct Entry {
    var rule: Int
    /// Digits past the 18th, which the key has no room for.
    var rest: [UInt8]
  }

  private var entries: [UInt64: [Entry]] = [:]
  /// The lengths in use, at most 18, rising.
  private var lengths: [Int] = []
  /// The longest prefix that fits into a key with a 1 in front.
  private static let longestKey = 18

  /// Rules must be added in order. What is not all digits fits no number.
  mutating func add(_ prefix: String, rule: Int) {
    let digits = Array(prefix.utf8)
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return }
    let head = digits.prefix(Self.longestKey)
    let key = head.reduce(1) { $0 * 10 + UInt64($1 - 0x30) }
    entries[key, default: []].append(Entry(rule: rule, rest: Array(digits.dropFirst(head.count))))
    if !lengths.contains(head.count) { lengths = (lengths + [head.count]).sorted() }
  }

  /// The lowest rule below `bound` with a prefix of the number that `fits`, and how long that prefix is.
  func first(for number: String, below bound: Int, fits: (Int) -> Bool) -> (rule: Int, length: Int)? {
    var best: (rule: Int, length: Int)?
    var key: UInt64 = 1
    var length = 0
    var next = 0
    for digit in number.utf8.prefix(Self.longestKey) {
      guard next < lengths.count else { break }
      key = key * 10 + UInt64(digit &- 0x30)
      length += 1
      guard length == lengths[next] else { continue }
      next += 1
      for entry in entries[key] ?? [] where entry.rule < best?.rule ?? bound {
        guard fits(entry.rule), number.utf8.dropFirst(length).starts(with: entry.rest) else { continue }
        best = (entry.rule, length + entry.rest.count)
        break
      }
    }
    return best
  }
}
