import FoundationEssentials
import Messages
import Synchronization

/// What operators did, the last ``capacity`` deeds. Each is handed on to be kept under the name of its place, so that a
/// later run finds as many and no more. Used from every loop.
package final class AuditTrail: Sendable {
  /// One deed.
  package struct Entry: Codable, Sendable, Equatable {
    /// Counts up from 1.
    package var number: Int
    /// In milliseconds since 1970.
    package var at: Int64
    /// `token` for whoever holds `admin.token`, `signal` for whoever may signal the process.
    package var who: String
    /// What the client called itself: a browser, or the command line with the user's name. Nobody has checked it.
    package var agent: String
    package var peer: String
    /// The operation: `cancelMessage`, `reload`, …
    package var what: String
    /// What it was done to: a path, and what of the body tells it apart.
    package var target: String
    /// The HTTP status of the answer; 0 where nobody waited for one.
    package var status: Int
    /// The answer in words, cut short.
    package var answer: String

    package init(
      at: Timestamp, who: String, agent: String = "", peer: String = "", what: String, target: String = "",
      status: Int = 0, answer: String = ""
    ) {
      number = 0
      self.at = at.milliseconds
      self.who = who
      self.agent = agent
      self.peer = peer
      self.what = what
      self.target = target
      self.status = status
      self.answer = answer
    }
  }

  /// How many deeds are kept.
  package static let capacity = 500

  private struct State {
    var entries: [Entry] = []
    var last = 0
  }

  private let state = Mutex(State())
  package typealias Keep = @Sendable (_ place: Int, _ text: String, _ done: @escaping @Sendable () -> Void) -> Void

  private let keep: Keep

  /// - Parameters:
  ///   - kept: the texts that an earlier run handed on.
  ///   - keep: takes a text and the place, below ``capacity``, whose earlier text it replaces; says once when it is kept,
  ///     or cannot be.
  package init(
    kept: some Sequence<String> = [String](),
    keep: @escaping Keep = { $2() }
  ) {
    self.keep = keep
    let entries = kept.compactMap { try? JSONDecoder().decode(Entry.self, from: Data($0.utf8)) }
    let sorted = Array(entries.sorted { $0.number < $1.number }.suffix(Self.capacity))
    state.withLock { $0 = State(entries: sorted, last: sorted.last?.number ?? 0) }
  }

  /// - Parameter done: runs once when the entry is kept, or cannot be, on any thread.
  package func add(_ entry: Entry, done: @escaping @Sendable () -> Void = {}) {
    let numbered = state.withLock { state in
      var numbered = entry
      state.last += 1
      numbered.number = state.last
      if state.entries.count >= Self.capacity { state.entries.removeFirst() }
      state.entries.append(numbered)
      return numbered
    }
    guard let text = try? JSONEncoder().encode(numbered) else { return done() }
    keep(numbered.number % Self.capacity, String(decoding: text, as: UTF8.self), done)
  }

  /// Newest first.
  package var all: [Entry] { state.withLock { $0.entries.reversed() } }
}

extension AuditTrail.Entry {
  var json: JSONValue {
    .members([
      "at": .text(Timestamp(milliseconds: at).rfc3339), "who": .text(who), "agent": .text(agent), "peer": .text(peer),
      "what": .text(what), "target": .text(target), "status": .number(status), "answer": .text(answer),
    ])
  }
}
