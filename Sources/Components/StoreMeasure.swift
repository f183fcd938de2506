import Glibc
import Messages
import SQLiteStore
import Store

/// The SQLite store without anything around it: rows a second by size of the commit, the cost of a message's life in a
/// store that is nearly empty and in a full one, and how long a full one takes to come up.
struct StoreMeasure {
  private let folder: String

  init() {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "."
    // The six X are what mkdtemp(3) replaces by a name that nobody has.
    let template = strdup(parent + "/passerelle-components.XXXXXX")
    defer { free(template) }
    folder = template.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "."
  }

  // MARK: What is measured

  /// Messages taken in, by commits of 1 to 1,000.
  func batches(seconds: Double) {
    attempt { () throws(StoreError) in
      let store = try open()
      var story = Story(store)
      try story.accept(10_000, batch: 1_000)
      for batch in [1, 10, 100, 1_000] {
        let from = story.next
        let (start, cpu) = (Stopwatch.now(CLOCK_MONOTONIC), Stopwatch.now(CLOCK_PROCESS_CPUTIME_ID))
        while Double(Stopwatch.now(CLOCK_MONOTONIC) - start) < seconds * 1e9 { try story.accept(batch, batch: batch) }
        let rows = Double(story.next - from)
        Output.line([
          "benchmark": .text("store, \(batch) a commit"), "unit": .text("message"), "batch": .number(Double(batch)),
          "per_second": .number(rows * 1e9 / Double(Stopwatch.now(CLOCK_MONOTONIC) - start)),
          "cpu_us": .number(Double(Stopwatch.now(CLOCK_PROCESS_CPUTIME_ID) - cpu) / rows / 1e3),
        ])
      }
      store.close()
    }
  }

  /// A message's whole life, from the submit to the receipt that was taken: the first 20,000 and those after `stored`.
  func scale(to stored: Int) {
    attempt { () throws(StoreError) in
      let store = try open()
      var story = Story(store)
      try story.lives(1_000)
      let first = try cost(of: 20_000, &story)
      try story.lives(max(0, stored - 21_000))
      let last = try cost(of: 20_000, &story)
      Output.line([
        "benchmark": .text("life among \(stored) stored messages"), "unit": .text("message"),
        "cpu_us": .number(last.cpu), "wall_us": .number(last.wall), "reference": .text("life among 1000"),
        "reference_cpu_us": .number(first.cpu), "reference_wall_us": .number(first.wall),
        "ratio": .number(first.cpu / last.cpu),
      ])
      try purge(store, story)
      store.close()
    }
  }

  /// Opens a store in which so many messages wait for their provider, as a crash would have left it.
  func recovery(of messages: Int) {
    attempt { () throws(StoreError) in
      let store = try open()
      var story = Story(store)
      try story.accept(messages, batch: 1_000)
      try story.begin(last: 1_000)
      store.close()
      let size = Double(fileSize)
      let start = Stopwatch.now(CLOCK_MONOTONIC)
      let again = try open()
      let opened = Stopwatch.now(CLOCK_MONOTONIC)
      let recovery = try again.recover(now: story.now)
      let ready = Stopwatch.now(CLOCK_MONOTONIC)
      Output.line([
        "benchmark": .text("recovery of \(messages) waiting messages"), "unit": .text("start"),
        "open_ms": .number(Double(opened - start) / 1e6), "recover_ms": .number(Double(ready - opened) / 1e6),
        "total_ms": .number(Double(ready - start) / 1e6), "open_calls": .number(Double(recovery.openCalls.count)),
        "queues": .number(Double(recovery.queues.count)), "reference": .text("reading the file"),
        "reference_ms": .number(readingTime), "mb": .number(size / 1e6),
      ])
      again.close()
    }
  }

  /// Leaves a store behind in which so many messages wait.
  func fill(_ path: String, with messages: Int) {
    attempt { () throws(StoreError) in
      let store = try SQLiteStore(path: path)
      var story = Story(store)
      try story.accept(messages, batch: 1_000)
      store.close()
    }
  }

  // MARK: How

  private func cost(of messages: Int, _ story: inout Story) throws(StoreError) -> (cpu: Double, wall: Double) {
    let (start, cpu) = (Stopwatch.now(CLOCK_MONOTONIC), Stopwatch.now(CLOCK_PROCESS_CPUTIME_ID))
    try story.lives(messages)
    return (
      Double(Stopwatch.now(CLOCK_PROCESS_CPUTIME_ID) - cpu) / Double(messages) / 1e3,
      Double(Stopwatch.now(CLOCK_MONOTONIC) - start) / Double(messages) / 1e3
    )
  }

  /// Forgetting in the steps that the engine takes.
  private func purge(_ store: SQLiteStore, _ story: Story) throws(StoreError) {
    var slowest: Int64 = 0
    let steps = 20
    var purged = 0
    let start = Stopwatch.now(CLOCK_MONOTONIC)
    for _ in 0..<steps {
      let begun = Stopwatch.now(CLOCK_MONOTONIC)
      if case .count(let count)? = try store.commit([.purge(before: story.now + .seconds(1), limit: 1_000)]).first {
        purged += count
      }
      slowest = max(slowest, Stopwatch.now(CLOCK_MONOTONIC) - begun)
    }
    Output.line([
      "benchmark": .text("purge, 1000 a step"), "unit": .text("message"),
      "per_second": .number(Double(purged) * 1e9 / Double(Stopwatch.now(CLOCK_MONOTONIC) - start)),
      "slowest_step_ms": .number(Double(slowest) / 1e6),
    ])
  }

  private func attempt(_ work: () throws(StoreError) -> Void) {
    do throws(StoreError) {
      try work()
    } catch {
      Output.error("the store failed: \(error)")
    }
    for name in ["store.db", "store.db-wal", "store.db-shm", "passerelle.lock"] { unlink(folder + "/" + name) }
    rmdir(folder)
  }

  private func open() throws(StoreError) -> SQLiteStore { try SQLiteStore(path: folder + "/store.db") }

  private var fileSize: Int {
    var facts = stat()
    return stat(folder + "/store.db", &facts) == 0 ? facts.st_size : 0
  }

  /// Milliseconds for the whole file, from wherever the system has it.
  private var readingTime: Double {
    let descriptor = Glibc.open(folder + "/store.db", O_RDONLY)
    guard descriptor >= 0 else { return .nan }
    defer { Glibc.close(descriptor) }
    var room = [UInt8](repeating: 0, count: 1 << 20)
    let start = Stopwatch.now(CLOCK_MONOTONIC)
    while read(descriptor, &room, room.count) > 0 {}
    return Double(Stopwatch.now(CLOCK_MONOTONIC) - start) / 1e6
  }
}
