import Messages
import Synchronization
import Telemetry
import Translation

/// Numbers that could not be reached and of which a client wants to know when they can be: its submit had the Delivery
/// Pending Flag set (SMPP 3.4 §5.3.2.29). Each is told of once, with an `alert_notification`; a restart forgets them.
package final class AwaitedNumbers: Sendable {
  private struct Key: Hashable {
    var account: String
    var number: PhoneNumber
  }

  private struct Waiting {
    var addresses: [Key: Address] = [:]
    /// In the order in which they came, with some that are waited for no more.
    var order: [Key] = []
    /// Numbers waited for at once; one more, and the half that has waited longest is given up.
    var limit: Int

    /// Answers how many were given up.
    mutating func keepToLimit() -> Int {
      guard order.count > limit else { return 0 }
      order.removeAll { addresses[$0] == nil }
      guard order.count > limit else { return 0 }
      let old = order.count - limit / 2
      for key in order.prefix(old) { addresses[key] = nil }
      order.removeFirst(old)
      return old
    }
  }

  private let waiting: Mutex<Waiting>
  private let count: Gauge
  private let givenUp: Counter

  package init(limit: Int, metrics: Metrics) {
    waiting = Mutex(Waiting(limit: limit))
    count = metrics.gauge(
      "passerelle_smpp_awaited_numbers", "Numbers of which clients want to know when they can be reached again.")
    givenUp = metrics.counter(
      "passerelle_smpp_awaited_given_up_total", "Such numbers that were given up, as there were too many.")
  }

  /// Another limit, from the next number on.
  package func replace(limit: Int) { waiting.withLock { $0.limit = limit } }

  /// Reads along as receipts go out: notes a number that was not reached, and answers for one that was the address of the
  /// ESME that waits for it.
  package func take(_ state: MessageState, of message: Message) -> Address? {
    guard state.isFinal, case .smpp(let origin) = message.origin else { return nil }
    let key = Key(account: message.account, number: message.recipient)
    if state == .delivered {
      return waiting.withLock { waiting in
        guard !waiting.addresses.isEmpty, let address = waiting.addresses.removeValue(forKey: key) else { return nil }
        count.set(waiting.addresses.count)
        return address
      }
    }
    guard origin.wantsAlert, state == .undeliverable || state == .expired else { return nil }
    waiting.withLock { waiting in
      if waiting.addresses.updateValue(origin.source, forKey: key) == nil { waiting.order.append(key) }
      givenUp.add(waiting.keepToLimit())
      count.set(waiting.addresses.count)
    }
    return nil
  }
}
