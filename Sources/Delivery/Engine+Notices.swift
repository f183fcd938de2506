import Messages
import Store

/// What other nodes that share the store let this one know.
extension Engine {
  /// Looks where another node changed something, and goes on with what a dead one left.
  package func take(_ notice: StoreNotice) {
    executor.post { [self] in
      switch notice {
      case .receiptsOwed(let account): outbox.assumeIsolated { $0.owed([account]) }
      case .queueGrew(let queue): dispatcher.assumeIsolated { $0.backlogGrew([queue]) }
      case .missed: outbox.assumeIsolated { $0.tick() }
      case .waiting(let queues): dispatcher.assumeIsolated { $0.backlogGrew(queues) }
      case .tookOver(let left): takeOver(left)
      }
    }
  }

  /// Goes on gathering parts that an earlier run or a dead node had kept. Such as stand in a message already, because the
  /// process ended between the message's commit and the part's own, are forgotten.
  func takeUp(_ parts: [HeldPart]) {
    for (key, parts) in Dictionary(grouping: parts, by: \.key) {
      let waiting = parts.filter { part in
        (try? ledger.record(account: key.account, clientID: part.part.clientID)) == nil
      }
      if waiting.count < parts.count { gate.submit([.dropParts(key)] + waiting.map { .keepPart($0) }) { _ in } }
      assembler.adopt(waiting)
    }
  }

  private func takeOver(_ left: Recovery) {
    takeUp(left.parts)
    outbox.assumeIsolated { $0.owed(left.owed) }
    dispatcher.assumeIsolated { $0.backlogGrew(left.queues) }
    settler.assumeIsolated { settler in
      for call in left.openCalls { settler.settle(call, isAdopted: true) }
    }
  }
}
