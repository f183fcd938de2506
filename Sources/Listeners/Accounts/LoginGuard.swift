import Synchronization
import Transport

/// Counts failed logins by address and name together, so that an attacker is slowed and the fleet behind the same address
/// is not. Where wanted, by address alone with more patience too, for who tries one name after another. An IPv6 client is
/// known by its /64.
package final class LoginGuard: Sendable {
  /// Without a name: all names of the address.
  private struct Key: Hashable {
    var address: UInt128
    var name: String?
  }

  private struct Record {
    var failures = 0
    var since: Duration
    var bans = 0
    var bannedUntil: Duration?
    /// When nothing of this counts any more.
    var forgotten: Duration
  }

  private struct Terms: Sendable {
    var failures: Int
    var window: Duration
    var ban: Duration

    init(failures: Int, window: Duration, ban: Duration) {
      self.failures = ban > .zero ? failures : 0
      self.window = window
      self.ban = ban
    }
  }

  private let records = Mutex<[Key: Record]>([:])
  private let terms: Mutex<Terms>
  private static let capacity = 50_000
  private static let longest = Duration.seconds(86_400)
  private let doubles: Bool
  private let addressPatience: Int
  private let lockedOut = Mutex<(@Sendable (_ name: String, _ address: IPAddress) -> Void)?>(nil)

  /// - Parameters:
  ///   - failures: failed logins within `window` that bring a ban; 0 for never.
  ///   - ban: the first one; zero for never.
  ///   - doubles: whether each ban lasts twice as long as the one before, up to a day. A quiet time as long as the last one
  ///     and the window together ends that.
  ///   - addressPatience: an address is shut out as a whole after so many times as many failures as a name; 0 for never.
  package init(failures: Int, window: Duration, ban: Duration, doubles: Bool = false, addressPatience: Int = 0) {
    terms = Mutex(Terms(failures: failures, window: window, ban: ban))
    self.doubles = doubles
    self.addressPatience = addressPatience
  }

  /// Counts by other terms from now on; who is shut out stays so.
  package func replace(failures: Int, window: Duration, ban: Duration) {
    terms.withLock { $0 = Terms(failures: failures, window: window, ban: ban) }
  }

  /// Has `tell` told of each name that is shut out from now on, on the thread of the login: it returns at once.
  package func onLockOut(_ tell: @escaping @Sendable (_ name: String, _ address: IPAddress) -> Void) {
    lockedOut.withLock { $0 = tell }
  }

  /// Whether this name, or every name, is shut out from that address now.
  package func isBanned(_ address: IPAddress, _ name: String, now: Duration) -> Bool {
    records.withLock { Self.isBanned(Self.key(address, name), now, $0) || Self.isBanned(Self.key(address), now, $0) }
  }

  /// Whether every name is shut out from that address now.
  package func isBanned(_ address: IPAddress, now: Duration) -> Bool {
    records.withLock { Self.isBanned(Self.key(address), now, $0) }
  }

  /// Counts a failure; true when it brought a ban. What is tried while shut out is not counted: a client that repeats an old
  /// password does not shut out its neighbours.
  package func failed(_ address: IPAddress, _ name: String, now: Duration) -> Bool {
    let terms = terms.withLock { $0 }
    guard terms.failures > 0 else { return false }
    let bans = count(address, name, terms, now)
    if bans { lockedOut.withLock { $0 }?(name, address) }
    return bans
  }

  private func count(_ address: IPAddress, _ name: String, _ terms: Terms, _ now: Duration) -> Bool {
    records.withLock { records in
      let (own, all) = (Self.key(address, name), Self.key(address))
      // Under the same lock as the count: of two failures at once the second must not undo the ban of the first.
      guard !Self.isBanned(own, now, records), !Self.isBanned(all, now, records) else { return false }
      let byName = count(own, upTo: terms.failures, terms, &records, now)
      guard addressPatience > 0 else { return byName }
      return count(all, upTo: addressPatience * terms.failures, terms, &records, now) || byName
    }
  }

  /// The name is its own again. What the address did under other names stays counted.
  package func succeeded(_ address: IPAddress, _ name: String) {
    records.withLock { $0[Self.key(address, name)] = nil }
  }

  private func count(
    _ key: Key, upTo limit: Int, _ terms: Terms, _ records: inout [Key: Record], _ now: Duration
  ) -> Bool {
    let (window, ban) = (terms.window, terms.ban)
    if records[key] == nil, records.count >= Self.capacity {
      records = records.filter { $0.value.forgotten > now }
      guard records.count < Self.capacity else { return false }
    }
    var record = records[key] ?? Record(since: now, forgotten: now)
    if now >= record.forgotten { record = Record(since: now, forgotten: now) }
    if now > record.since + window || record.bannedUntil != nil {
      record.failures = 0
      record.since = now
      record.bannedUntil = nil
    }
    record.failures += 1
    record.forgotten = max(record.forgotten, now + window)
    let bans = record.failures >= limit
    if bans {
      let length = doubles ? min(ban * (1 << min(record.bans, 20)), max(ban, Self.longest)) : ban
      record.bans += 1
      record.bannedUntil = now + length
      record.forgotten = now + length + length + window
    }
    records[key] = record
    return bans
  }

  private static func isBanned(_ key: Key, _ now: Duration, _ records: [Key: Record]) -> Bool {
    guard let until = records[key]?.bannedUntil else { return false }
    return now < until
  }

  private static func key(_ address: IPAddress, _ name: String? = nil) -> Key {
    // No IPv6 prefix is that small a number, so the two families never meet.
    Key(address: address.isV6 ? (address.number >> 64) | (1 << 127) : address.number, name: name)
  }
}
