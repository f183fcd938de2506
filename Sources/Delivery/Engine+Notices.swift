import Messages
import Store
import Telemetry

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
  /// process ended between the message's commit and the part's own, are forgotten; such as cannot be looked up are not.
  ///
  /// Waits for the store: not on the engine's executor.
  func takeUp(_ parts: [HeldPart]) {
    var (waiting, used): ([HeldPart], [HeldPart]) = ([], [])
    for part in parts { if isInMessage(part) { used.append(part) } else { waiting.append(part) } }
    assembler.adopt(waiting, since: executor.wallClock)
    // Other parts of the reference may be another node's.
    if !used.isEmpty { gate.submit(used.map { .dropPart($0) }) { _ in } }
  }

  private func isInMessage(_ part: HeldPart) -> Bool {
    do throws(StoreError) {
      return try ledger.holdsMessage(of: part)
    } catch {
      log.warning("part-not-looked-up", ["part": "\(part.id)", "error": "\(error)"])
      return false
    }
  }

  private func takeOver(_ left: Recovery) {
    if !left.parts.isEmpty { executor.aside { self.takeUp(left.parts) } }
    outbox.assumeIsolated { $0.owed(left.owed) }
    dispatcher.assumeIsolated { dispatcher in
      dispatcher.backlogGrew(left.queues)
      dispatcher.cascade.assumeIsolated { $0.adopt(left.remembered) }
    }
    settler.assumeIsolated { settler in
      for call in left.openCalls { settler.settle(call, isAdopted: true) }
    }
  }
}
