import SMTP
import Synchronization
import Transport

/// Counts connections, in all and by address; an IPv6 client is known by its /64.
final class ConnectionCensus: Sendable {
  private struct Record {
    var open = 0
    var minute: Int64 = 0
    var sinceMinute = 0
  }

  private struct State {
    var open = 0
    var isStopping = false
    var records: [UInt128: Record] = [:]
  }

  private let state = Mutex(State())
  private static let capacity = 50_000

  /// Counts a connection in. The reply is why it is turned away; it is counted all the same, until ``leave(_:)``.
  ///
  /// - Parameter isForEverybody: on a listener without logins. One place in ten is kept from it for those who log in.
  func enter(
    _ address: IPAddress, isForEverybody: Bool, isTrusted: Bool, settings: SMTPServiceSettings, now: Duration
  ) -> Reply? {
    state.withLock { state in
      state.open += 1
      let minute = now.components.seconds / 60
      Self.makeRoom(&state, minute)
      var record = state.records[Self.key(address)] ?? Record()
      if record.minute != minute {
        record.minute = minute
        record.sinceMinute = 0
      }
      record.open += 1
      record.sinceMinute += 1
      state.records[Self.key(address)] = record
      if state.isStopping { return .shuttingDown }
      let reserve = isForEverybody && !isTrusted ? settings.maxConnections / 10 : 0
      if state.open > settings.maxConnections - reserve { return .tooBusy }
      if isTrusted { return nil }
      let isFast = settings.acceptRate > 0 && record.sinceMinute > settings.acceptRate
      return record.open > settings.maxPerAddress || isFast ? .tooBusy : nil
    }
  }

  func leave(_ address: IPAddress) {
    state.withLock { state in
      state.open -= 1
      state.records[Self.key(address)]?.open -= 1
    }
  }

  /// Whether four of five connections are taken.
  func isStressed(_ settings: SMTPServiceSettings) -> Bool {
    state.withLock { $0.open > settings.maxConnections / 5 * 4 }
  }

  var open: Int { state.withLock { $0.open } }

  /// From now on everybody is turned away.
  func stop() { state.withLock { $0.isStopping = true } }

  private static func key(_ address: IPAddress) -> UInt128 {
    // No IPv6 prefix is that small a number, so the two families never meet.
    address.isV6 ? (address.number >> 64) | (1 << 127) : address.number
  }

  private static func makeRoom(_ state: inout State, _ minute: Int64) {
    guard state.records.count >= capacity else { return }
    state.records = state.records.filter { $0.value.open > 0 || $0.value.minute == minute }
    if state.records.count >= capacity { state.records = state.records.filter { $0.value.open > 0 } }
  }
}
