import Messages
import Synchronization

/// The reference implementation: everything in dictionaries, lost with the process. Simple on purpose; the databases
/// must answer as it does. May be used from any thread.
package final class MemoryStore: MessageStore, MessageLedger {
  private let tables = Mutex(MemoryTables())

  package init() {}

  package func commit(_ changes: [StoreChange]) throws(StoreError) -> [StoreAnswer] {
    try tables.withLock { (tables) throws(StoreError) -> [StoreAnswer] in
      try tables.check(changes)
      return changes.map { tables.apply($0) }
    }
  }

  package func recover(now: Timestamp) throws(StoreError) -> Recovery { tables.withLock { $0.recover(now: now) } }

  package func idle() {}

  package func close() {}

  package func record(of id: MessageID) throws(StoreError) -> MessageRecord? { tables.withLock { $0.record(of: id) } }

  package func record(account: String, clientID: String) throws(StoreError) -> MessageRecord? {
    tables.withLock { $0.record(account: account, clientID: clientID) }
  }

  package func records(account: String, clientID: String) throws(StoreError) -> [MessageRecord] {
    tables.withLock { $0.records(account: account, clientID: clientID) }
  }

  package func tracked(provider: String, reference: ProviderReference, recipient: PhoneNumber?) throws(StoreError)
    -> [TrackedMessage]
  {
    tables.withLock { $0.tracked(provider: provider, reference: reference, recipient: recipient) }
  }

  package func search(_ query: MessageQuery) throws(StoreError) -> [MessageRecord] {
    tables.withLock { $0.search(query) }
  }

  package func life(of id: MessageID) throws(StoreError) -> [LifeEvent] {
    tables.withLock { LifeEvent.life(of: $0.record(of: id), lines: $0.lines[id] ?? []) }
  }

  package func tally() throws(StoreError) -> StoreTally { tables.withLock { $0.tally() } }

  package func incoming(limit: Int) throws(StoreError) -> [IncomingMessage] {
    tables.withLock { $0.undelivered(limit: limit) }
  }
}
