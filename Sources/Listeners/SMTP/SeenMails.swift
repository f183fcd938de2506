import Messages
import Synchronization
import Transport

/// The mails of the last while, so that one that comes again gets the id that it has and is not sent twice.
package final class SeenMails: Sendable {
  /// What identifies a message of a mail: account, Message-ID, recipient and text.
  package struct Fingerprint: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

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
      high = hash.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
      low = hash.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    fileprivate init?(words: [Substring]) {
      guard let high = words.first.flatMap({ UInt64($0, radix: 16) }),
        let low = words.dropFirst().first.flatMap({ UInt64($0, radix: 16) })
      else { return nil }
      (self.high, self.low) = (high, low)
    }

    fileprivate var words: String { String(high, radix: 16) + " " + String(low, radix: 16) }

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

  private struct State {
    var entries: [Fingerprint: Entry] = [:]
    /// In the order of their coming; the first half is dropped when the table is full.
    var order: [Fingerprint] = []
  }

  private static let prefix = "mail/"
  private let state = Mutex(State())
  private let capacity: Int

  /// - Parameters:
  ///   - remembered: what the store remembers; other keys are passed over.
  ///   - capacity: mails that are kept in mind at most.
  package init(remembered: [String: String] = [:], window: Duration, now: Duration, capacity: Int = 200_000) {
    self.capacity = max(2, capacity)
    let mails = remembered.filter { $0.key.utf8.starts(with: Self.prefix.utf8) }.sorted { $0.key < $1.key }
    state.withLock { state in
      for (_, value) in mails.suffix(self.capacity) {
        let words = value.split(separator: " ")
        guard words.count == 3, let print = Fingerprint(words: words) else { continue }
        if state.entries.updateValue(Entry(id: String(words[2]), until: now + window), forKey: print) == nil {
          state.order.append(print)
        }
      }
    }
  }

  /// What the store remembers of a message that is committed, by whatever id its client was told. The keys rise with the
  /// messages, so the rows of mails that come together stand together: under its fingerprint each would change another page.
  package static func row(_ print: Fingerprint, message: MessageID, id: String) -> (key: String, value: String) {
    (prefix + message.description, print.words + " " + id)
  }

  package func claim(_ print: Fingerprint, window: Duration, now: Duration) -> Claim {
    state.withLock { state in
      if let entry = state.entries[print], entry.until > now || entry.id == nil {
        return entry.id.map { .known($0) } ?? .busy
      }
      if state.order.count >= capacity { makeRoom(&state) }
      state.entries[print] = Entry(id: nil, until: now + window)
      state.order.append(print)
      return .new
    }
  }

  /// These are on disk now.
  package func settle(_ ids: [Fingerprint: String]) {
    state.withLock { state in
      for (print, id) in ids { state.entries[print]?.id = id }
    }
  }

  /// These were not committed after all.
  package func release(_ prints: [Fingerprint]) {
    state.withLock { state in
      for print in prints { state.entries[print] = nil }
    }
  }

  package var count: Int { state.withLock { $0.entries.count } }

  private func makeRoom(_ state: inout State) {
    let half = state.order.prefix(capacity / 2)
    var kept: [Fingerprint] = []
    for print in half {
      guard let entry = state.entries[print] else { continue }
      if entry.id == nil { kept.append(print) } else { state.entries[print] = nil }
    }
    state.order = kept + state.order.dropFirst(half.count)
  }
}
