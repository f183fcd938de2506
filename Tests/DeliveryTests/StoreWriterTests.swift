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
