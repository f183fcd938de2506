/// The moments at which something is expected, as a value: all of them, so that looking too early loses none.
///
/// Moments within 25 ms of each other are one; past 256 the latest are left out, which the idle look makes up for.
package struct LookSchedule: Sendable {
  private static let grain = 25
  private static let capacity = 256

  /// Rising.
  private var moments: [Duration] = []

  package init() {}

  package var first: Duration? { moments.first }

  /// Adds a moment, rounded up to the grain.
  package mutating func expect(at moment: Duration) {
    let grains = (moment.wholeMilliseconds + Self.grain - 1) / Self.grain
    let rounded = Duration.milliseconds(grains * Self.grain)
    let place = moments.firstIndex { $0 >= rounded } ?? moments.count
    if place < moments.count, moments[place] == rounded { return }
    moments.insert(rounded, at: place)
    if moments.count > Self.capacity { moments.removeLast() }
  }

  /// Takes out all that have come; false when none has.
  package mutating func takeDue(now: Duration) -> Bool {
    let due = moments.prefix { $0 <= now }.count
    moments.removeFirst(due)
    return due > 0
  }
}

extension Duration {
  fileprivate var wholeMilliseconds: Int {
    Int(components.seconds) * 1_000 + Int((components.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
