import Delivery
import Messages
import Store
import Telemetry
import Testing

@testable import Bridge

@Suite("What may wait")
struct WaitingLimitTests {
  private func message(_ id: UInt64) -> Message {
    let now = Timestamp(seconds: 1_700_000_000)
    return Message(
      id: MessageID(rawValue: id), account: "shop", origin: .operatorConsole,
      recipient: PhoneNumber(trusted: "375291234567"), sender: "S", text: "text", acceptedAt: now,
      validUntil: now + .seconds(3_600), parts: [Part(clientID: "\(id)", receipt: [])],
      lanes: [LaneName(provider: "a", channel: .sms)])
  }

  @Test("At the limit nothing more is taken in, one below it is again, and another limit counts from the next look")
  func limit() throws {
    let store = MemoryStore()
    let writer = StoreWriter(store: MemoryStore(), metrics: Metrics())
    let limit = WaitingLimit(store, most: 3, writer: writer, log: .silent)
    _ = try store.commit((1...2).map { .accept(message($0), claimed: $0 == 1) })
    limit.look()
    #expect(!writer.isOverloaded)
    _ = try store.commit([.accept(message(3), claimed: false)])
    limit.look()
    #expect(writer.isOverloaded)
    // Room on the disk is another matter.
    writer.refuseIntake(true, for: .space)
    writer.refuseIntake(false, for: .space)
    #expect(writer.isOverloaded)
    _ = try store.commit([.cancel(.message(MessageID(rawValue: 1)), at: Timestamp(seconds: 1_700_000_001), lease: nil)])
    limit.look()
    #expect(!writer.isOverloaded)
    limit.update(most: 2)
    limit.look()
    #expect(writer.isOverloaded)
  }
}
