import Messages
import Providers
import Store

/// What waits in the store: claimed as memory empties.
extension Dispatcher {
  /// Messages wait in the store.
  package func backlogGrew(_ queues: some Sequence<LaneQueue>) {
    for queue in queues {
      backlog[queue.lane, default: []].insert(queue.account)
      admission.noteBacklog(queue)
      if claiming.contains(queue) { grewMeanwhile.insert(queue) }
      claim(queue)
    }
  }

  func refill(_ name: LaneName) {
    guard let accounts = backlog[name] else { return }
    for account in accounts { claim(LaneQueue(lane: name, account: account)) }
  }

  private func claim(_ queue: LaneQueue) {
    guard !isDraining, !claiming.contains(queue) else { return }
    let room = admission.roomToClaim(queue, atMost: 2_000)
    guard room > 0 else { return }
    claiming.insert(queue)
    gate.submit([.claim(queue.lane, account: queue.account, limit: room)]) { answers in
      self.executor.post { self.assumeIsolated { $0.claimed(queue, asked: room, answers.map(\.first)) } }
    }
  }

  private func claimed(_ queue: LaneQueue, asked: Int, _ answer: Result<StoreAnswer?, StoreError>) {
    claiming.remove(queue)
    let grew = grewMeanwhile.remove(queue) != nil
    guard case .success(.messages(let messages)?) = answer else {
      admission.claimed(queue, asked: asked, got: 0, emptied: false)
      return claimLater(queue)
    }
    let emptied = messages.count < asked && !grew
    admission.claimed(queue, asked: asked, got: messages.count, emptied: emptied)
    if emptied {
      backlog[queue.lane]?.remove(queue.account)
      if backlog[queue.lane]?.isEmpty ?? false { backlog[queue.lane] = nil }
    }
    if !messages.isEmpty { enqueue(messages[...], in: queue.lane) }
    pump(queue.lane)
  }

  /// The store failed: the queue is still known to hold something.
  private func claimLater(_ queue: LaneQueue) {
    executor.schedule(after: .seconds(1)) { self.assumeIsolated { $0.claim(queue) } }
  }
}
