import Messages
import Store

/// What was left by nodes whose lease is over becomes this node's.
enum Takeover {
  struct Dead {
    var number: Int
    var incarnation: Int64
  }

  /// The runs whose lease is over and that nobody has taken over from; their rows are locked. None for the length of a
  /// lease after the server has started: nobody could renew while it was away.
  static func lockDead(_ connection: Connection, apartFrom own: Registration) throws(Fault) -> [Dead] {
    var parameters = Parameters()
    parameters.add(own.incarnation)
    parameters.add(own.lease.milliseconds)
    return try connection.run(
      """
      SELECT number, incarnation FROM nodes WHERE standing = 0 AND lease < clock_timestamp()
      AND incarnation <> $1::bigint AND clock_timestamp()
      > pg_postmaster_start_time() + ($2::bigint)::float8 * interval '1 millisecond' ORDER BY number FOR UPDATE SKIP LOCKED
      """, parameters
    ).map { Dead(number: Int($0.number(0)), incarnation: $0.number(1)) }
  }

  static func mark(_ dead: [Dead], _ connection: Connection) throws(Fault) {
    guard !dead.isEmpty else { return }
    var parameters = Parameters()
    parameters.add(dead.map(\.incarnation))
    _ = try connection.run("UPDATE nodes SET standing = 1 WHERE incarnation = ANY($1::bigint[])", parameters)
  }

  /// Takes over from whoever is dead, in a transaction of its own. Answers their parts.
  static func run(_ connection: Connection, _ own: Registration, now: Timestamp) throws(Fault) -> [HeldPart] {
    try connection.run(.begin)
    do throws(Fault) {
      let dead = try lockDead(connection, apartFrom: own)
      guard !dead.isEmpty else {
        try connection.run(.rollback)
        return []
      }
      let recoverer = Recoverer(connection: connection, node: own.number)
      let taken = try recoverer.takeBack(from: dead.map(\.number), now: now)
      try mark(dead, connection)
      var counts = Parameters()
      counts.add(own.incarnation)
      counts.add(Int64(taken.claimed))
      _ = try connection.run(
        """
        UPDATE nodes SET claimed = claimed - $2::bigint, queued = queued + $2::bigint WHERE incarnation = $1::bigint
        """, counts)
      try connection.run(.commit)
      return taken.parts
    } catch {
      if case .refused = error { _ = try? connection.run(.rollback) }
      throw error
    }
  }
}
