import CSQLite
import Glibc
import Messages
import SQLiteStore
import Store
import Testing

@Suite("SQLite store") struct SQLiteStoreTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path + "/passerelle.db"
  }

  private func execute(_ sql: String) throws {
    var handle: OpaquePointer?
    #expect(sqlite3_open(path, &handle) == SQLITE_OK)
    defer { sqlite3_close(handle) }
    #expect(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK)
  }

  private func fault(opening path: String? = nil) -> StoreError? {
    do throws(StoreError) {
      _ = try SQLiteStore(path: path ?? self.path)
      return nil
    } catch { return error }
  }

  @Test("a file that is no database is refused and left alone")
  func noDatabase() throws {
    let text = [UInt8]("these are my notes, not a database\n".utf8) + [UInt8](repeating: 0x20, count: 4_096)
    let file = try #require(fopen(path, "w"))
    fwrite(text, 1, text.count, file)
    fclose(file)
    guard case .unusable(let words) = fault() else {
      Issue.record("opened")
      return
    }
    #expect(words.contains("is no database"))
    let again = try #require(fopen(path, "r"))
    defer { fclose(again) }
    var read = [UInt8](repeating: 0, count: text.count + 1)
    #expect(fread(&read, 1, read.count, again) == text.count)
    #expect(Array(read.dropLast()) == text)
  }

  @Test("a database of another program is refused")
  func foreignDatabase() throws {
    try execute("CREATE TABLE notes (text)")
    #expect(fault() == .unusable("\(path) is a database of another program"))
    try execute("PRAGMA application_id=77")
    #expect(fault() == .unusable("\(path) is a database of another program"))
  }

  @Test("tables of a later version are refused")
  func laterVersion() throws {
    try SQLiteStore(path: path).close()
    try execute("PRAGMA user_version=99")
    guard case .unusable(let words) = fault() else {
      Issue.record("opened")
      return
    }
    #expect(words.contains("later version"))
  }

  @Test("a folder in use is refused, and free again when its store is closed")
  func locked() throws {
    let store = try SQLiteStore(path: path)
    #expect(fault() == .unavailable("\(folder.path) is in use by another instance"))
    #expect(fault(opening: folder.path + "/other.db") == .unavailable("\(folder.path) is in use by another instance"))
    store.close()
    #expect(fault() == nil)
  }

  @Test("a folder that is not there is refused")
  func noFolder() {
    guard case .unusable(let words) = fault(opening: folder.path + "/missing/passerelle.db") else {
      Issue.record("opened")
      return
    }
    #expect(words.contains("cannot write in \(folder.path)/missing"))
  }

  @Test("a closed store says so and does not trap")
  func closed() throws {
    let store = try SQLiteStore(path: path)
    store.close()
    store.close()
    store.idle()
    #expect(throws: StoreError.unavailable("the store is closed")) { try store.commit([]) }
    #expect(throws: StoreError.unavailable("the store is closed")) { try store.record(of: 1) }
  }

  @Test("a full file takes nothing of a commit, and everything again when there is room")
  func full() throws {
    let store = try SQLiteStore(path: path, pageLimit: 120)
    let text = String(repeating: "x", count: 900)
    var stored: UInt64 = 0
    var failure: StoreError?
    while failure == nil, stored < 10_000 {
      let batch = (1...20).map { message(MessageID(rawValue: stored + $0), text: text, receipt: []) }
      do throws(StoreError) {
        _ = try store.commit(
          batch.map { .accept($0, claimed: true) } + [.remember(key: "k", value: "\(stored)", until: nil)])
        stored += 20
      } catch { failure = error }
    }
    #expect(failure == .full)
    #expect(stored > 0)
    #expect(try store.tally().stages == [.claimed: Int(stored)])
    #expect(try store.record(of: MessageID(rawValue: stored + 1)) == nil)
    let ids = (1...stored).map { MessageID(rawValue: $0) }
    let reports = ids.map { StatusReport(id: $0, state: .rejected, raw: "") }
    for start in stride(from: 0, to: reports.count, by: 5) {
      _ = try store.commit([.settle(Array(reports[start..<min(start + 5, reports.count)]), at: t(5), lease: nil)])
    }
    #expect(try store.commit([.purge(before: t(6), limit: 40)]) == [.count(40)])
    _ = try store.commit([.accept(message(MessageID(rawValue: stored + 1), text: text), claimed: true)])
    #expect(try store.record(of: MessageID(rawValue: stored + 1)) != nil)
  }

  @Test("what was committed is there for whoever opens the files as they stand, log and all")
  func crash() throws {
    let store = try SQLiteStore(path: path)
    for id in 1...50 as ClosedRange<UInt64> {
      _ = try store.commit([.accept(message(MessageID(rawValue: id)), claimed: true)])
      if id == 25 { store.idle() }
    }
    let copy = try TemporaryFolder()
    for name in ["passerelle.db", "passerelle.db-wal"] {
      try duplicate(folder.path + "/" + name, to: copy.path + "/" + name)
    }
    let again = try SQLiteStore(path: copy.path + "/passerelle.db")
    let recovery = try again.recover(now: t(5))
    #expect(recovery.highestID == 50)
    #expect(try again.tally().stages == [.queued: 50])
    #expect(try again.search(MessageQuery(limit: 100)).count == 50)
  }

  private func duplicate(_ from: String, to: String) throws {
    let source = try #require(fopen(from, "r"))
    let target = try #require(fopen(to, "w"))
    defer {
      fclose(source)
      fclose(target)
    }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&buffer, 1, buffer.count, source)
      guard count > 0 else { return }
      fwrite(buffer, 1, count, target)
    }
  }

  @Test("a store that checkpoints while it writes keeps everything, and its log goes when it is closed")
  func checkpoints() throws {
    let store = try SQLiteStore(path: path)
    let text = String(repeating: "x", count: 1_000)
    for batch in 0..<100 as Range<UInt64> {
      let messages = (1...300).map { message(MessageID(rawValue: batch * 300 + $0), text: text, receipt: []) }
      _ = try store.commit(messages.map { .accept($0, claimed: true) })
      if batch % 10 == 0 { store.idle() }
    }
    store.close()
    var status = stat()
    #expect(stat(path + "-wal", &status) != 0)
    #expect(stat(path, &status) == 0)
    #expect(status.st_size > 30_000_000)
    let again = try SQLiteStore(path: path)
    #expect(try again.tally().stages == [.claimed: 30_000])
    #expect(try again.recover(now: t(1)).highestID == 30_000)
    #expect(try again.tally().stages == [.queued: 30_000])
  }

  @Test("questions are answered while a commit is under way on another thread")
  func threads() async throws {
    let store = try SQLiteStore(path: path)
    await withTaskGroup(of: Int.self) { group in
      group.addTask {
        for id in 1...200 as ClosedRange<UInt64> {
          _ = try? store.commit([.accept(message(MessageID(rawValue: id)), claimed: true)])
        }
        return 0
      }
      for _ in 0..<3 {
        group.addTask {
          var failures = 0
          for id in 1...200 as ClosedRange<UInt64> {
            do { _ = try store.record(of: MessageID(rawValue: id)) } catch { failures += 1 }
            do { _ = try store.tally() } catch { failures += 1 }
          }
          return failures
        }
      }
      for await failures in group { #expect(failures == 0) }
    }
    #expect(try store.tally().stages == [.claimed: 200])
  }
}
