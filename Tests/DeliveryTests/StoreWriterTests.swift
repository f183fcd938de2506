import Delivery
import Messages
import Store
import Telemetry
import Testing

@Suite struct StoreWriterTests {
  /// A store that fails as a test says.
  private final class Failing: MessageStore {
    let memory = MemoryStore()
    let error: StoreError?

    init(_ error: StoreError?) { self.error = error }

    func commit(_ changes: [StoreChange]) throws(StoreError) -> [StoreAnswer] {
      if let error { throw error }
      return try memory.commit(changes)
    }

    func recover(now: Timestamp) throws(StoreError) -> Recovery { try memory.recover(now: now) }
    func idle() {}
    func close() {}
  }

  private func commit(_ changes: [StoreChange], to writer: StoreWriter) async -> StoreError? {
    await withCheckedContinuation { done in
      writer.submit(changes) { answers in
        guard case .failure(let error) = answers else { return done.resume(returning: nil) }
        done.resume(returning: error)
      }
    }
  }

  private func writer(_ error: StoreError? = nil) -> StoreWriter {
    let writer = StoreWriter(store: Failing(error), metrics: Metrics())
    writer.start()
    return writer
  }

  private func stop(_ writer: StoreWriter) async {
    await withCheckedContinuation { done in writer.stop { done.resume() } }
  }

  /// Tells how many changes each commit brought.
  private final class Counting: MessageStore {
    let sizes: AsyncStream<Int>.Continuation
    init(_ sizes: AsyncStream<Int>.Continuation) { self.sizes = sizes }

    func commit(_ changes: [StoreChange]) throws(StoreError) -> [StoreAnswer] {
      sizes.yield(changes.count)
      return changes.map { _ in .done }
    }

    func recover(now: Timestamp) throws(StoreError) -> Recovery { Recovery() }
    func idle() {}
    func close() { sizes.finish() }
  }

  @Test(arguments: [1, 10, 37])
  func aTransactionHoldsNoMoreThanItMay(_ most: Int) async {
    let (sizes, continuation) = AsyncStream.makeStream(of: Int.self)
    let writer = StoreWriter(
      store: Counting(continuation), metrics: Metrics(), share: WriterInbox.Share(rows: most))
    for id in 1...100 as ClosedRange<UInt64> {
      writer.submit([.accept(Sample.message(id), claimed: false)]) { _ in }
      writer.submit([.note([LifeEvent(message: MessageID(rawValue: id), at: Sample.now, kind: "called", text: "")])]) {
        _ in
      }
    }
    writer.start()
    await stop(writer)
    var (total, largest) = (0, 0)
    for await size in sizes { (total, largest) = (total + size, max(largest, size)) }
    #expect(total == 200)
    // What clients wait for, and as much of the engine beside it.
    #expect(largest <= 2 * most && largest >= most)
  }

  @Test func whatIsRefusedForItsContentLeavesTheStoreAvailable() async {
    let writer = writer()
    let message = Sample.message(1)
    #expect(await commit([.accept(message, claimed: false)], to: writer) == nil)
    #expect(await commit([.accept(message, claimed: false)], to: writer) == .taken(message.id))
    #expect(writer.isAvailable)
    await stop(writer)
  }

  @Test(arguments: [StoreError.full, .unavailable("away"), .unusable("damaged")])
  func aStoreThatFailsIsNotAvailable(_ error: StoreError) async {
    let writer = writer(error)
    #expect(await commit([.accept(Sample.message(1), claimed: false)], to: writer) == error)
    #expect(!writer.isAvailable)
    await stop(writer)
  }
}
