import Messages
import Synchronization
import Translation

/// Numbers that could not be reached and of which a client wants to know when they can be: its submit had the Delivery
/// Pending Flag set (SMPP 3.4 §5.3.2.29). Each is told of once, with an `alert_notification`; a restart forgets them.
final class AwaitedNumbers: Sendable {
  private struct Key: Hashable {
    var account: String
    var number: PhoneNumber
  }

  private let waiting = Mutex<[Key: Address]>([:])
  private let limit: Int

  /// - Parameter limit: numbers waited for at once; no more are taken in.
  init(limit: Int = 10_000) { self.limit = limit }

  /// Reads along as receipts go out: notes a number that was not reached, and answers for one that was the address of the
  /// ESME that waits for it.
  func take(_ state: MessageState, of message: Message) -> Address? {
    guard state.isFinal, case .smpp(let origin) = message.origin else { return nil }
    let key = Key(account: message.account, number: message.recipient)
    if state == .delivered { return waiting.withLock { $0.isEmpty ? nil : $0.removeValue(forKey: key) } }
    guard origin.wantsAlert, state == .undeliverable || state == .expired else { return nil }
    waiting.withLock { waiting in
      if waiting.count < limit || waiting[key] != nil { waiting[key] = origin.source }
    }
    return nil
  }
}
