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

  private func takeOver(_ left: Recovery) {
    assembler.adopt(left.parts)
    outbox.assumeIsolated { $0.owed(left.owed) }
    dispatcher.assumeIsolated { $0.backlogGrew(left.queues) }
    settler.assumeIsolated { settler in
      for call in left.openCalls { settler.settle(call, isAdopted: true) }
    }
  }
}
