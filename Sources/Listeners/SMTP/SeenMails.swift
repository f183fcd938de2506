import Messages
import Synchronization
import Transport

/// The mails of the last while, so that one that comes again gets the id that it has and is not sent twice.
package final class SeenMails: Sendable {
  /// What identifies a message of a mail: account, Message-ID, recipient and text.
  package struct Fingerprint: Hashable, Sendable {
    fileprivate let high: UInt64
    fileprivate let low: UInt64
    /// The key under which the store remembers it.
    package let key: String

    /// - Parameter fields: written one after another with their lengths, so that no two lists of fields are alike.
    package init(_ fields: [String]) {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(fields.reduce(0) { $0 + $1.utf8.count + 8 })
      for field in fields {
        bytes += String(field.utf8.count).utf8
        bytes.append(0x3A)
        bytes += field.utf8
      }
      let hash = Digest.sha256.hash(bytes)
      key = SeenMails.prefix + ReplyAddresses.hex(hash.prefix(16))
      high = hash.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
      low = hash.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    fileprivate init?(key: String) {
      guard key.utf8.starts(with: SeenMails.prefix.utf8) else { return nil }
      let digits = key.dropFirst(SeenMails.prefix.count)
      guard digits.utf8.count >= 32, let high = UInt64(digits.prefix(16), radix: 16),
        let low = UInt64(digits.dropFirst(16).prefix(16), radix: 16)
      else { return nil }
      (self.key, self.high, self.low) = (key, high, low)
    }

    package static func == (a: Self, b: Self) -> Bool { a.high == b.high && a.low == b.low }
    package func hash(into hasher: inout Hasher) { hasher.combine(high) }
  }

  package enum Claim: Equatable, Sendable {
    /// New: whoever asked commits it and then says ``settle(_:)`` or ``release(_:)``.
    case new
    /// Committed before, under this id.
    case known(String)
    /// Somebody else is committing it just now.
    case busy
  }

  private struct Entry {
    /// Nil while it is being committed.
    var id: String?
    var until: Duration
  }

  private struct Slot: Hashable {
    var high: UInt64
    var low: UInt64
  }

  private struct State {
    var entries: [Slot: Entry] = [:]
    /// In the order of their coming; the first half is dropped when the table is full.
    var order: [Slot] = []
  }

  private static let prefix = "mail:"
  private let state = Mutex(State())
  private let capacity: Int

  /// - Parameters:
  ///   - remembered: what the store remembers; other keys are passed over.
  ///   - capacity: mails that are kept in mind at most.
  package init(remembered: [String: String] = [:], window: Duration, now: Duration, capacity: Int = 200_000) {
    self.capacity = max(2, capacity)
    state.withLock { state in
      for (key, id) in remembered {
        guard let print = Fingerprint(key: key), state.order.count < self.capacity else { continue }
        let slot = Slot(high: print.high, low: print.low)
        state.entries[slot] = Entry(id: id, until: now + window)
        state.order.append(slot)
      }
    }
  }

  package func claim(_ print: Fingerprint, window: Duration, now: Duration) -> Claim {
    let slot = Slot(high: print.high, low: print.low)
    return state.withLock { state in
      if let entry = state.entries[slot], entry.until > now || entry.id == nil {
        return entry.id.map { .known($0) } ?? .busy
      }
      if state.order.count >= capacity { makeRoom(&state) }
      state.entries[slot] = Entry(id: nil, until: now + window)
      state.order.append(slot)
      return .new
    }
  }

  /// These are on disk now.
  package func settle(_ ids: [Fingerprint: String]) {
    state.withLock { state in
      for (print, id) in ids { state.entries[Slot(high: print.high, low: print.low)]?.id = id }
    }
  }

  /// These were not committed after all.
  package func release(_ prints: [Fingerprint]) {
    state.withLock { state in
      for print in prints { state.entries[Slot(high: print.high, low: print.low)] = nil }
    }
  }

  package var count: Int { state.withLock { $0.entries.count } }

  private func makeRoom(_ state: inout State) {
    let half = state.order.prefix(capacity / 2)
    var kept: [Slot] = []
    for slot in half {
      guard let entry = state.entries[slot] else { continue }
      if entry.id == nil { kept.append(slot) } else { state.entries[slot] = nil }
    }
    state.order = kept + state.order.dropFirst(half.count)
  }
}
