/// A row of `limits` in hand.
package struct LimitRow: Equatable {
  /// Of a rate what is saved up, of a day what was used; thousandths.
  package var thousandths: Int64
  /// The server's milliseconds, or the day; 0 in a new row.
  package var at: Int64
  /// The server's milliseconds now.
  package var now: Int64

  package init(thousandths: Int64, at: Int64, now: Int64) {
    self.thousandths = thousandths
    self.at = at
    self.now = now
  }

  /// Takes what was used; answers what was covered, or the total.
  package mutating func take(_ use: LimitUse) -> Double {
    let used = Int64((max(-1e9, min(1e9, use.used)) * 1_000).rounded())
    switch use.kind {
    case .rate(let rate):
      let most = Int64(max(1, min(1e9, rate / 2)) * 1_000)
      let elapsed = at == 0 ? 500 : max(0, min(60_000, now - at))
      let saved = min(most, thousandths + Int64(min(1e9, rate) * Double(elapsed)))
      let covered = max(0, min(used, saved))
      (thousandths, at) = (saved - covered, max(at, now))
      return Double(covered) / 1_000
    case .day(let day):
      if day > at { (thousandths, at) = (0, day) }
      if day == at { thousandths = max(0, thousandths + used) }
      return Double(thousandths) / 1_000
    }
  }
}
