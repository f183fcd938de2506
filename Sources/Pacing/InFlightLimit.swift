/// How many calls may be under way at once: one more after a row of good ones, half as many when told to slow down.
package struct InFlightLimit: Sendable, Equatable {
  package private(set) var limit: Int
  package private(set) var inFlight = 0
  private var most: Int
  private var goodSinceChange = 0

  package init(most: Int) {
    self.most = max(1, most)
    limit = self.most
  }

  /// Another number at most; those under way end as they are.
  package mutating func allow(_ most: Int) {
    self.most = max(1, most)
    limit = self.most
    goodSinceChange = 0
  }

  package var hasRoom: Bool { inFlight < limit }

  package mutating func started() { inFlight += 1 }

  /// A call ended without a word about the pace; only one that was `good` counts towards a higher limit.
  package mutating func finished(good: Bool = true) {
    inFlight = max(0, inFlight - 1)
    guard good else { return goodSinceChange = 0 }
    goodSinceChange += 1
    if goodSinceChange >= limit * 4, limit < most {
      limit += 1
      goodSinceChange = 0
    }
  }

  /// The far side said that it was too much (429, 503).
  package mutating func slowedDown() {
    inFlight = max(0, inFlight - 1)
    limit = max(1, limit / 2)
    goodSinceChange = 0
  }
}
