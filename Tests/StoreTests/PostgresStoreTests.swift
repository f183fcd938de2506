import Messages
import PostgresStore
import Store
import Testing

@Suite("PostgreSQL store", .enabled(if: PostgresServer.binaries != nil, "no PostgreSQL server is installed"))
struct PostgresStoreTests {
  private let url: String

  init() throws { url = try PostgresServer.shared.get().database() }

  private func fault(_ open: () throws(StoreError) -> PostgresStore) -> StoreError? {
    do throws(StoreError) {
      _ = try open()
      return nil
    } catch { return error }
  }

  @Test("tables of a later version are refused")
  func laterVersion() throws {
    try Connection(url: url).ask("UPDATE version SET number = 99")
    guard case .unusable(let words) = fault({ () throws(StoreError) in try PostgresStore(url: url) }) else {
      Issue.record("opened")
      return
    }
    #expect(words.contains("later version"))
  }

  @Test("a server that is not there is unavailable")
  func nobody() throws {
    let nowhere = "postgresql:///x?host=/nowhere&user=nobody"
    guard case .unavailable(let words) = fault({ () throws(StoreError) in try PostgresStore(url: nowhere) }) else {
      Issue.record("opened")
      return
    }
    #expect(words.contains("cannot be reached"))
  }

  @Test("a connection whose first commit is refused is as good as any for the next one")
  func firstCommitRefused() throws {
    let other = try PostgresStore(url: url)
    defer { other.close() }
    _ = try other.commit([.accept(message(1), claimed: false)])
    let store = try PostgresStore(url: url)
    defer { store.close() }
    for _ in 0..<2 {
      #expect(throws: StoreError.taken(MessageID(rawValue: 1))) {
        try store.commit([.accept(message(2), claimed: false), .accept(message(1), claimed: false)])
      }
    }
    _ = try store.commit([.accept(message(2), claimed: false)])
    #expect(try store.record(of: 2)?.message == message(2))
  }
}
