import Messages
import PostgresStore
import SQLiteStore
import Store
import Testing

/// The implementations that must behave alike.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible {
  case memory, sqlite, postgres

  var testDescription: String { rawValue }

  /// Those that can be tried on this machine.
  static var all: [StoreKind] { allCases.filter { $0 != .postgres || PostgresServer.binaries != nil } }

  /// An empty store.
  func make() throws -> StoreUnderTest {
    switch self {
    case .memory:
      let store = MemoryStore()
      return StoreUnderTest(store: store, open: { store })
    case .sqlite:
      let folder = try TemporaryFolder()
      let path = folder.path + "/passerelle.db"
      return StoreUnderTest(store: try SQLiteStore(path: path), open: { try SQLiteStore(path: path) }, keeping: folder)
    case .postgres:
      let url = try PostgresServer.shared.get().database()
      return StoreUnderTest(store: try PostgresStore(url: url), open: { try PostgresStore(url: url) })
    }
  }
}

/// A store, and the way to open it again as after a restart.
final class StoreUnderTest {
  private(set) var store: any MessageStore & MessageLedger
  private let open: () throws -> any MessageStore & MessageLedger
  private let kept: AnyObject?

  init(
    store: any MessageStore & MessageLedger, open: @escaping () throws -> any MessageStore & MessageLedger,
    keeping kept: AnyObject? = nil
  ) {
    self.store = store
    self.open = open
    self.kept = kept
  }

  deinit { store.close() }

  /// Closes it and opens it again.
  func reopen(now: Timestamp = t(1_000)) throws -> Recovery {
    store.close()
    store = try open()
    return try store.recover(now: now)
  }

  /// One change in a commit of its own.
  @discardableResult
  func callAsFunction(_ change: StoreChange) throws -> StoreAnswer {
    try #require(try store.commit([change]).first)
  }
}
