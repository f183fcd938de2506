import Messages
import Providers
import Store
import Telemetry

/// Fetches messages from handsets, gives them to the account that owns the number, and tells the provider that they were
/// taken only after the client has acknowledged them.
package actor IncomingCollector {
  package nonisolated let executor: any EngineExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let gate: any StoreGate
  private let desk: ProviderDesk
  private let outbox: ReceiptOutbox
  private let owner: @Sendable (_ provider: String, _ number: String) -> String?
  private let nextID: @Sendable (Timestamp) -> MessageID
  private let log: Log
  private var cursors: [String: String]
  private var marking: Set<String> = []
  private var asked: Set<String> = []
  private var isDraining = false
  private let rhythm: Duration

  /// - Parameters:
  ///   - rhythm: the pause between two questions to a provider that has no terms of its own.
  ///   - cursors: where each provider's list goes on, from the last run.
  ///   - owner: the account that gets a message sent to a number.
  package init(
    executor: any EngineExecutor, gate: any StoreGate, desk: ProviderDesk, outbox: ReceiptOutbox,
    rhythm: Duration = DeliveryTerms().incomingRhythm, cursors: [String: String],
    owner: @escaping @Sendable (_ provider: String, _ number: String) -> String?,
    nextID: @escaping @Sendable (Timestamp) -> MessageID, log: Log
  ) {
    self.executor = executor
    self.gate = gate
    self.desk = desk
    self.outbox = outbox
    self.rhythm = rhythm
    self.cursors = cursors
    self.owner = owner
    self.nextID = nextID
    self.log = log
  }

  /// The key under which a provider's cursor is remembered.
  package static func cursorKey(_ provider: String) -> String { "incoming-cursor:" + provider }

  /// Begins to ask every provider that has messages from handsets and is not asked yet.
  package func start() {
    for (name, provider) in desk.providers where !asked.contains(name) {
      let context = ProviderContext(now: executor.wallClock)
      guard provider.incoming(cursor: nil, context: context) != nil else { continue }
      asked.insert(name)
      ask(name)
      markTaken(name)
    }
  }

  package func drain() { isDraining = true }

  private func ask(_ provider: String) {
    guard !isDraining else { return }
    let context = ProviderContext(now: executor.wallClock)
    guard desk.providers[provider]?.incoming(cursor: nil, context: context) != nil else {
      asked.remove(provider)
      return
    }
    let cursor = cursors[provider]
    desk.assumeIsolated { desk in
      desk.run(
        provider, make: { $0.incoming(cursor: cursor, context: $1) },
        done: { answer in self.assumeIsolated { $0.answered(provider, answer) } })
    }
  }

  private func answered(_ provider: String, _ answer: ProviderDesk.Answer<IncomingAnswer>) {
    var pause = desk.terms(of: provider).incomingRhythm ?? rhythm
    if case .answered(let answer) = answer {
      take(answer.items, from: provider, cursor: answer.cursor)
      switch answer.lane {
      case .carryOn: break
      case .renewCredential: desk.assumeIsolated { $0.forgetCredential(of: provider) }
      case .noMoney: break
      case .slowDown(let wait), .hold(let wait, _): pause = max(pause, wait)
      case .stop(let reason):
        log.error("incoming-refused", ["provider": provider, "reason": reason])
        pause = max(pause, .seconds(60))
      }
    }
    executor.schedule(after: pause) { self.assumeIsolated { $0.ask(provider) } }
  }

  /// Takes messages in, from a question or a callback; those that are known already change nothing.
  /// `done` hears whether they are on disk.
  package func take(
    _ items: [IncomingAnswer.Item], from provider: String, cursor: String? = nil,
    done: @escaping @Sendable (Bool) -> Void = { _ in }
  ) {
    let wall = executor.wallClock
    var changes: [StoreChange] = []
    var accounts: Set<String> = []
    for item in items {
      let account = owner(provider, item.to)
      if let account { accounts.insert(account) }
      changes.append(
        .acceptIncoming(
          IncomingMessage(
            id: nextID(wall), provider: provider, providerID: item.providerID, account: account, from: item.from,
            to: item.to, text: item.text, receivedAt: item.at ?? wall)))
    }
    if let cursor, cursor != cursors[provider] {
      changes.append(.remember(key: Self.cursorKey(provider), value: cursor, until: nil))
    }
    guard !changes.isEmpty else { return done(true) }
    let owed = accounts
    gate.submit(changes) { answers in
      self.executor.post {
        self.assumeIsolated { collector in
          // When the store fails, the cursor stays and the provider is asked for the same again.
          guard case .success = answers else { return done(false) }
          if let cursor { collector.cursors[provider] = cursor }
          collector.outbox.assumeIsolated { $0.owed(owed) }
          done(true)
        }
      }
    }
  }

  /// A client has acknowledged these.
  package func taken(_ messages: [IncomingMessage]) {
    for provider in Set(messages.map(\.provider)) { markTaken(provider) }
  }

  /// Tells the provider of what has been taken, one call at a time.
  private func markTaken(_ provider: String) {
    guard !isDraining, marking.insert(provider).inserted else { return }
    gate.submit([.claimUnmarked(provider: provider, limit: Self.markLimit)]) { answers in
      self.executor.post {
        self.assumeIsolated { collector in
          collector.marking.remove(provider)
          switch answers.map(\.first) {
          case .success(.incoming(let messages)?): if !messages.isEmpty { collector.mark(messages, at: provider) }
          case .success: break
          case .failure: collector.markLater(provider)
          }
        }
      }
    }
  }

  private static let markLimit = 100

  private func markLater(_ provider: String) {
    executor.schedule(after: .seconds(60)) { self.assumeIsolated { $0.markTaken(provider) } }
  }

  private func mark(_ messages: [IncomingMessage], at provider: String) {
    marking.insert(provider)
    let ids = messages.map(\.providerID)
    desk.assumeIsolated { desk in
      desk.run(
        provider, make: { $0.markRead(providerIDs: ids, context: $1) },
        done: { answer in self.assumeIsolated { $0.marked(messages, at: provider, answer) } })
    }
  }

  private func marked(_ messages: [IncomingMessage], at provider: String, _ answer: ProviderDesk.Answer<Bool>) {
    switch answer {
    case .answered(true), .notCalled(.cannotAsk):
      gate.submit([.marked(messages.map(\.id))]) { answers in
        self.executor.post {
          self.assumeIsolated { collector in
            collector.marking.remove(provider)
            // Some may have been taken while the provider was told of these.
            if case .success = answers { collector.markTaken(provider) } else { collector.markLater(provider) }
          }
        }
      }
    case .answered(false), .endless, .notCalled:
      marking.remove(provider)
      markLater(provider)
    }
  }
}
