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
  private static let rhythm = Duration.seconds(15)

  /// - Parameters:
  ///   - cursors: where each provider's list goes on, from the last run.
  ///   - owner: the account that gets a message sent to a number.
  package init(
    executor: any EngineExecutor, gate: any StoreGate, desk: ProviderDesk, outbox: ReceiptOutbox,
    cursors: [String: String], owner: @escaping @Sendable (_ provider: String, _ number: String) -> String?,
    nextID: @escaping @Sendable (Timestamp) -> MessageID, log: Log
  ) {
    self.executor = executor
    self.gate = gate
    self.desk = desk
    self.outbox = outbox
    self.cursors = cursors
    self.owner = owner
    self.nextID = nextID
    self.log = log
  }

  /// The key under which a provider's cursor is remembered.
  package static func cursorKey(_ provider: String) -> String { "incoming-cursor:" + provider }

  package func start() {
    for (name, provider) in desk.providers {
      let context = ProviderContext(now: executor.wallClock)
      guard provider.incoming(cursor: nil, context: context) != nil else { continue }
      ask(name)
      markTaken(name)
    }
  }

  private func ask(_ provider: String) {
    let cursor = cursors[provider]
    desk.assumeIsolated { desk in
      desk.run(
        provider, make: { $0.incoming(cursor: cursor, context: $1) },
        done: { answer in
          self.assumeIsolated { collector in
            if case .answered(let answer) = answer { collector.take(answer.items, from: provider, cursor: answer.cursor) }
            collector.executor.schedule(after: Self.rhythm) { self.assumeIsolated { $0.ask(provider) } }
          }
        })
    }
  }

  /// Takes messages in, from a question or a callback; those that are known already change nothing.
  package func take(_ items: [IncomingAnswer.Item], from provider: String, cursor: String? = nil) {
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
    guard !changes.isEmpty else { return }
    let owed = accounts
    gate.submit(changes) { answers in
      self.executor.post {
        self.assumeIsolated { collector in
          // When the store fails, the cursor stays and the provider is asked for the same again.
          guard case .success = answers else { return }
          if let cursor { collector.cursors[provider] = cursor }
          collector.outbox.assumeIsolated { $0.owed(owed) }
        }
      }
    }
  }

  /// A client has acknowledged these.
  package func taken(_ messages: [IncomingMessage]) {
    for provider in Set(messages.map(\.provider)) { markTaken(provider) }
  }

  private func markTaken(_ provider: String) {
    gate.submit([.claimUnmarked(provider: provider, limit: 100)]) { answers in
      guard case .success(let answers) = answers, case .incoming(let messages)? = answers.first, !messages.isEmpty
      else { return }
      self.executor.post { self.assumeIsolated { $0.mark(messages, at: provider) } }
    }
  }

  private func mark(_ messages: [IncomingMessage], at provider: String) {
    let ids = messages.map(\.providerID)
    desk.assumeIsolated { desk in
      desk.run(
        provider, make: { $0.markRead(providerIDs: ids, context: $1) },
        done: { answer in
          self.assumeIsolated { collector in
            switch answer {
            case .answered(true), .notCalled:
              collector.gate.submit([.marked(messages.map(\.id))]) { _ in }
            case .answered(false), .endless:
              collector.executor.schedule(after: .seconds(60)) { self.assumeIsolated { $0.markTaken(provider) } }
            }
          }
        })
    }
  }
}
