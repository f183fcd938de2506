/// Names a request of the client until it is answered. Unique within a session for 2^32 reuses of its place.
package struct RequestToken: Hashable, Sendable {
  package let rawValue: UInt64

  package init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}

/// Requests that wait for their answer, each in a place that is used again: no allocation in steady state.
struct PendingRequests: Sendable {
  private struct Place: Sendable {
    var generation: UInt32
    var sequence: UInt32
    /// 0 when free.
    var command: CommandID
  }

  private static let none = CommandID(rawValue: 0)
  private var places: [Place] = []
  private var free: [UInt32] = []

  /// Requests that wait.
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  /// Takes a request in. The caller bounds `count`.
  mutating func insert(_ command: CommandID, sequence: UInt32) -> RequestToken {
    count += 1
    if let index = free.popLast() {
      places[Int(index)].sequence = sequence
      places[Int(index)].command = command
      return RequestToken(rawValue: UInt64(places[Int(index)].generation) << 32 | UInt64(index))
    }
    places.append(Place(generation: 0, sequence: sequence, command: command))
    return RequestToken(rawValue: UInt64(places.count - 1))
  }

  /// Lets a request go; `nil` when the token is none of ours or was answered before.
  mutating func remove(_ token: RequestToken) -> (command: CommandID, sequence: UInt32)? {
    let index = Int(token.rawValue & 0xFFFF_FFFF)
    guard index < places.count, places[index].command != Self.none,
      places[index].generation == UInt32(token.rawValue >> 32)
    else { return nil }
    let place = places[index]
    places[index].command = Self.none
    places[index].generation &+= 1
    free.append(UInt32(index))
    count -= 1
    return (place.command, place.sequence)
  }

  /// Forgets all; tokens given out before stay unknown.
  mutating func removeAll() {
    for index in places.indices where places[index].command != Self.none {
      places[index].command = Self.none
      places[index].generation &+= 1
      free.append(UInt32(index))
    }
    count = 0
  }
}
