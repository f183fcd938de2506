/// A bar on the last line of standard error, drawn at most ten times a second and only where somebody watches.
struct ProgressBar {
  private static let width = 30
  private static let interval = Duration.milliseconds(100)

  let total: Int
  private var shownAt: Duration?

  init(total: Int) { self.total = total }

  /// - Parameter words: what stands behind the numbers; asked for only when it is shown.
  mutating func show(_ done: Int, at now: Duration, _ words: @autoclosure () -> String) {
    guard Terminal.isWatched, shownAt.map({ now - $0 >= Self.interval }) ?? true else { return }
    shownAt = now
    let filled = total > 0 ? min(done, total) * Self.width / total : 0
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: Self.width - filled)
    Terminal.progress("[\(bar)] \(done) of \(total), \(words())")
  }

  /// Takes it away, until it is shown again.
  mutating func clear() {
    guard shownAt != nil else { return }
    Terminal.progress("")
    shownAt = nil
  }
}
