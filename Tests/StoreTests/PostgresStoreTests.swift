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
}
