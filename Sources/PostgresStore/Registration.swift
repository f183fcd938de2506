import Glibc
import Messages
import Store

/// One run of this node as the database knows it: the number that goes into its ids, and the incarnation, which no
/// other run ever had.
struct Registration: Sendable {
  let number: Int
  let incarnation: Int64
  let lease: Duration

  /// Registers a run.
  ///
  /// - Parameter number: 0 to 99; nil for the lowest that no living node has. One whose lease is running is waited for
  ///   until it is over: an earlier run of this node may just have died.
  /// - Throws: `unavailable` when another node keeps renewing that lease, or all numbers are in use.
  static func make(_ connection: Connection, number: Int?, lease: Duration) throws(Fault) -> Registration {
    let end = ContinuousClock.now + lease + .seconds(2)
    while true {
      do throws(Fault) {
        if let made = try attempt(connection, number: number, lease: lease) { return made }
      } catch {
        // Another node took the number between our look and our step.
        guard error.isDuplicate || error.isConflict else { throw error }
      }
      guard ContinuousClock.now < end else {
        throw .given(
          .unavailable(
            number.map { "node number \($0) is in use by another instance" } ?? "all node numbers are in use"))
      }
      usleep(200_000)
    }
  }

  private static func attempt(_ connection: Connection, number wanted: Int?, lease: Duration) throws(Fault)
    -> Registration?
  {
    try connection.run(.begin)
    do throws(Fault) {
      let rows = try connection.run(
        """
        SELECT number, CASE WHEN lease > clock_timestamp() THEN 1 ELSE 0 END FROM nodes
        WHERE standing < 2 AND lease > clock_timestamp() - interval '10 minutes'
        """)
      let recent = Set(rows.map { Int($0.number(0)) })
      let living = Set(rows.lazy.filter { $0.number(1) == 1 }.map { Int($0.number(0)) })
      // One that was cut off and comes back should find its number still its own.
      let number = wanted ?? (0...99).first { !recent.contains($0) } ?? (0...99).first { !living.contains($0) }
      guard let number, !living.contains(number) else {
        try connection.run(.rollback)
        return nil
      }
      let incarnation = try insert(connection, number: number, lease: lease)
      try connection.run(.commit)
      return Registration(number: number, incarnation: incarnation, lease: lease)
    } catch {
      _ = try? connection.run(.rollback)
      throw error
    }
  }

  /// What earlier runs counted stays in their rows; those of long ago are added to the new one.
  private static func insert(_ connection: Connection, number: Int, lease: Duration) throws(Fault) -> Int64 {
    var own = Parameters()
    own.add(Int64(number))
    _ = try connection.run(
      "UPDATE nodes SET standing = 2 WHERE number = $1::bigint AND standing < 2 AND lease <= clock_timestamp()", own)
    let highest = try connection.run(
      "SELECT coalesce(max(highest_id), 0) FROM nodes WHERE number = $1::bigint", own)
    let counted = "scheduled, queued, claimed, calling, sent, ended, receipts"
    let old = try connection.run(
      """
      DELETE FROM nodes WHERE number = $1::bigint AND standing = 2
      AND lease < clock_timestamp() - interval '1 day' RETURNING \(counted)
      """, own)
    _ = try connection.run(
      "DELETE FROM presence WHERE incarnation NOT IN (SELECT incarnation FROM nodes WHERE standing < 2)")
    var sums = [Int64](repeating: 0, count: 7)
    for row in old {
      for index in sums.indices { sums[index] += row.number(Int32(index)) }
    }
    own.add(lease.milliseconds)
    own.add(highest.first?.number(0) ?? 0)
    for sum in sums { own.add(sum) }
    let made = try connection.run(
      """
      INSERT INTO nodes (incarnation, number, lease, highest_id, \(counted)) VALUES (nextval('incarnations'), $1::bigint,
      clock_timestamp() + ($2::bigint)::float8 * interval '1 millisecond', $3::bigint, $4::bigint, $5::bigint,
      $6::bigint, $7::bigint, $8::bigint, $9::bigint, $10::bigint) RETURNING incarnation
      """, own)
    return made.first?.number(0) ?? 0
  }

  /// Lets others take over at once, and the number be given anew.
  func release(_ connection: Connection) {
    var own = Parameters()
    own.add(incarnation)
    _ = try? connection.run(
      "UPDATE nodes SET lease = 'epoch' WHERE incarnation = $1::bigint AND standing = 0", own)
  }
}
