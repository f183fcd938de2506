import Dispatch
import HTTP
import HTTPClient
import Pacing
import Synchronization

/// The HTTP calls of all providers: each by a client with its own timeouts, proxy and certificates, at its own pace, and
/// to another address of its when nobody is at the first. Providers with equal settings share a client.
final class ProviderExchange: HTTPExchange {
  /// What a provider wants of its calls.
  struct Line: Sendable, Equatable {
    /// The provider's.
    var name = ""
    /// What the addresses of its requests begin with.
    var prefix: String
    /// The same service elsewhere, in order.
    var backups: [String] = []
    var settings = CurlSettings()
    /// Calls a second; 0 for no limit.
    var rate = 0.0
  }

  private struct Client: Sendable {
    let settings: CurlSettings
    let exchange: CurlExchange
  }

  private struct Entry: Sendable {
    let line: Line
    let client: Client
    var bucket: SharedBucket
  }

  private struct State: Sendable {
    /// Longest prefix first.
    var entries: [Entry] = []
    /// Clients of earlier settings: calls of theirs may be under way.
    var retired: [Client] = []
    /// Whether other nodes call the same providers.
    var isShared = false
    var other: CurlExchange
  }

  private let state: Mutex<State>
  private let clock: @Sendable () -> Duration
  private let queue = DispatchQueue(label: "passerelle.pace")

  init(_ lines: [Line], clock: @escaping @Sendable () -> Duration) {
    self.clock = clock
    state = Mutex(State(other: CurlExchange()))
    replace(lines)
  }

  private static let kept = 16

  /// Other settings from now on; calls under way end with the old ones.
  func replace(_ lines: [Line]) {
    let now = clock()
    state.withLock { state in
      var clients = state.retired
      for entry in state.entries where !clients.contains(where: { $0.settings == entry.line.settings }) {
        clients.append(entry.client)
      }
      state.entries = lines.sorted { $0.prefix.utf8.count > $1.prefix.utf8.count }.map { line in
        let known = clients.first { $0.settings == line.settings }
        let client = known ?? Client(settings: line.settings, exchange: CurlExchange(line.settings))
        if known == nil { clients.append(client) }
        return Entry(line: line, client: client, bucket: SharedBucket(rate: line.rate, credit: line.rate / 2, now: now))
      }
      state.retired = clients.filter { client in !lines.contains { $0.settings == client.settings } }.suffix(Self.kept)
    }
  }

  func perform(_ request: HTTPRequest, completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void) {
    perform(request, mayBegin: { true }, completion: completion)
  }

  /// Waits until the provider's pace allows the call, or until it may not be made any more.
  func perform(
    _ request: HTTPRequest, mayBegin: @escaping @Sendable () -> Bool,
    completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
  ) {
    guard mayBegin() else { return completion(.failure(.tooLate)) }
    let now = clock()
    let (entry, wait) = state.withLock { state -> (Entry?, Duration) in
      guard let index = state.entries.firstIndex(where: { request.target.utf8.starts(with: $0.line.prefix.utf8) })
      else { return (nil, .zero) }
      if state.entries[index].bucket.take(now: now, isShared: state.isShared) { return (state.entries[index], .zero) }
      return (state.entries[index], max(.milliseconds(1), state.entries[index].bucket.wait(now: now)))
    }
    guard let entry else {
      return state.withLock { $0.other }.perform(request, mayBegin: mayBegin, completion: completion)
    }
    guard wait == .zero else {
      let (seconds, attoseconds) = wait.components
      let pause = DispatchTimeInterval.microseconds(Int(seconds * 1_000_000 + attoseconds / 1_000_000_000_000) + 1)
      return queue.asyncAfter(deadline: .now() + pause) {
        self.perform(request, mayBegin: mayBegin, completion: completion)
      }
    }
    perform(request, entry, entry.line.backups[...], mayBegin, completion)
  }

  /// What was certainly not sent may be sent elsewhere.
  private func perform(
    _ request: HTTPRequest, _ entry: Entry, _ backups: ArraySlice<String>, _ mayBegin: @escaping @Sendable () -> Bool,
    _ completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
  ) {
    guard let backup = backups.first else {
      return entry.client.exchange.perform(request, mayBegin: mayBegin, completion: completion)
    }
    entry.client.exchange.perform(request, mayBegin: mayBegin) { result in
      guard case .failure(let failure) = result, failure.certainty == .notSent, mayBegin() else {
        return completion(result)
      }
      var other = request
      other.target = backup + request.target.dropFirst(entry.line.prefix.count)
      let there = Entry(line: Line(prefix: backup), client: entry.client, bucket: entry.bucket)
      self.perform(other, there, backups.dropFirst(), mayBegin, completion)
    }
  }

  // MARK: Several nodes

  /// What the rates of providers owe to what all nodes share, by provider; those without a limit are left out.
  func debts(isShared: Bool) -> [(name: String, rate: Double, owed: Double)] {
    state.withLock { state in
      state.isShared = isShared
      guard isShared else { return [] }
      return state.entries.filter { $0.line.rate > 0 }.map { ($0.line.name, $0.line.rate, $0.bucket.owed) }
    }
  }

  /// So much of a provider's debt was covered.
  func covered(_ name: String, _ tokens: Double) {
    state.withLock { state in
      for index in state.entries.indices where state.entries[index].line.name == name {
        state.entries[index].bucket.covered(tokens)
      }
    }
  }

  /// Takes no more calls and gives those under way some time.
  func stop(grace: Duration) async {
    let clients = state.withLock { state in
      (state.entries.map(\.client) + state.retired).map(\.exchange) + [state.other]
    }
    await withTaskGroup { group in
      for client in clients { group.addTask { await client.stop(grace: grace) } }
    }
  }
}
