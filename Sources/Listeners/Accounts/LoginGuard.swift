import Synchronization
import Transport

/// Counts failed logins by address and name together, so that an attacker is slowed and the fleet behind the same address
/// is not.
package final class LoginGuard: Sendable {
  private struct Key: Hashable {
    var address: IPAddress
    var name: String
  }

  private struct Record {
    var failures = 0
    var since: Duration
    var bannedUntil: Duration?
  }

  private let records = Mutex<[Key: Record]>([:])
  private let failures: Int
  private let window: Duration
  private let ban: Duration
  private static let capacity = 50_000

  /// - Parameters:
  ///   - failures: failed logins within `window` that bring a ban; 0 for never.
  package init(failures: Int, window: Duration, ban: Duration) {
    self.failures = failures
    self.window = window
    self.ban = ban
  }

  /// Whether this name is shut out from that address now.
  package func isBanned(_ address: IPAddress, _ name: String, now: Duration) -> Bool {
    records.withLock { records in
      guard let until = records[Key(address: address, name: name)]?.bannedUntil else { return false }
      return now < until
    }
  }

  /// Counts a failure; true when it brought a ban.
  package func failed(_ address: IPAddress, _ name: String, now: Duration) -> Bool {
    guard failures > 0 else { return false }
    return records.withLock { records in
      let key = Key(address: address, name: name)
      if records[key] == nil, records.count >= Self.capacity {
        records = records.filter { ($0.value.bannedUntil ?? $0.value.since + window) > now }
        guard records.count < Self.capacity else { return false }
      }
      var record = records[key] ?? Record(since: now)
      if now > record.since + window { record = Record(since: now) }
      record.failures += 1
      let bans = record.failures >= failures
      if bans { record.bannedUntil = now + ban }
      records[key] = record
      return bans
    }
  }

  package func succeeded(_ address: IPAddress, _ name: String) {
    records.withLock { $0[Key(address: address, name: name)] = nil }
  }
}
