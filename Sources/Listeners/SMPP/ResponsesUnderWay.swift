import Messages
import Synchronization

/// Messages whose acknowledgement has not left yet: their receipts wait, whatever connection would carry them.
final class ResponsesUnderWay: Sendable {
  private let ids = Mutex<Set<MessageID>>([])

  func add(_ new: some Sequence<MessageID>) { ids.withLock { $0.formUnion(new) } }

  func remove(_ gone: [MessageID]) {
    guard !gone.isEmpty else { return }
    ids.withLock { $0.subtract(gone) }
  }

  func contains(_ id: MessageID) -> Bool { ids.withLock { $0.contains(id) } }
}
