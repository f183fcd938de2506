/// The known word nearest to a misspelt one.
enum Suggestion {
  /// Nil when nothing is near: more than a third of the letters, or more than three, would have to change.
  static func nearest(to word: String, among known: [String]) -> String? {
    let limit = min(3, max(1, word.utf8.count / 3))
    let ranked = known.map { ($0, distance(word, $0)) }.filter { $0.1 <= limit }
    return ranked.min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
  }

  /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). Words longer than 64 octets
  /// are infinitely far.
  static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first.utf8)
    let b = Array(second.utf8)
    guard a.count <= 64, b.count <= 64 else { return .max }
    var before: [Int] = []
    var row = Array(0...b.count)
    for i in a.indices {
      var next = [i + 1]
      for j in b.indices {
        var best = min(row[j] + (a[i] == b[j] ? 0 : 1), row[j + 1] + 1, next[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
        next.append(best)
      }
      before = row
      row = next
    }
    return row[b.count]
  }
}
