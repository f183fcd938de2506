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

  private struct Waiting {
    var addresses: [Key: Address] = [:]
    /// In the order in which they came, with some that are waited for no more.
    var order: [Key] = []

    mutating func giveUpOldHalf(_ limit: Int) {
      order.removeAll { addresses[$0] == nil }
      guard order.count > limit else { return }
      for key in order.prefix(order.count - limit / 2) { addresses[key] = nil }
      order.removeFirst(order.count - limit / 2)
    }
  }

  private let waiting = Mutex(Waiting())
  private let limit: Int

  /// - Parameter limit: numbers waited for at once; one more, and the half that has waited longest is given up.
  init(limit: Int = 10_000) { self.limit = limit }

  /// Reads along as receipts go out: notes a number that was not reached, and answers for one that was the address of the
  /// ESME that waits for it.
  func take(_ state: MessageState, of message: Message) -> Address? {
    guard state.isFinal, case .smpp(let origin) = message.origin else { return nil }
    let key = Key(account: message.account, number: message.recipient)
    if state == .delivered {
      return waiting.withLock { $0.addresses.isEmpty ? nil : $0.addresses.removeValue(forKey: key) }
    }
    guard origin.wantsAlert, state == .undeliverable || state == .expired else { return nil }
    waiting.withLock { waiting in
      if waiting.addresses.updateValue(origin.source, forKey: key) == nil { waiting.order.append(key) }
      if waiting.order.count > limit { waiting.giveUpOldHalf(limit) }
    }
    return nil
  }
}
