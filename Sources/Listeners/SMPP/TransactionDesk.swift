import Delivery
import Messages
import SMPP
import Telemetry
import Translation
import Transport

/// Submits that are answered with what the provider said (SMPP 3.4 §2.10.3), or after a while in any case: clients give up
/// on a response after two seconds and send again. Confined to the connection's loop.
final class TransactionDesk {
  private unowned let connection: SMPPConnection
  private var waiting: [RequestToken: Waiting] = [:]

  private struct Waiting {
    var held: SubmitDesk.Held
    var message: MessageID
    var timer: LoopTimer
    var isStored = false
  }

  init(_ connection: SMPPConnection) { self.connection = connection }

  /// Begins to wait; before the message is handed to the store, so that no outcome is missed.
  func watch(_ message: MessageID, _ held: SubmitDesk.Held) {
    let token = held.answer.token
    let (loop, bound) = (connection.connection.loop, connection.bound)
    let timer = LoopTimer(on: loop) { [weak self] in self?.timeIsOver(token) }
    timer.deadline = loop.now + connection.settings.transactionTimeout
    waiting[token] = Waiting(held: held, message: message, timer: timer)
    connection.service.engine.outcomes.watch(message) { outcome in
      bound.post { $0.submits.decided(token, outcome) }
    }
  }

  /// The moment of the oldest submit that waits.
  var oldest: Timestamp? { waiting.values.compactMap(\.held.told?.since).min() }

  /// The message is on disk; true when its answer goes on waiting.
  func stored(_ token: RequestToken) -> Bool {
    waiting[token]?.isStored = true
    return waiting[token] != nil
  }

  private func timeIsOver(_ token: RequestToken) {
    // What is not on disk is not acknowledged: the commit will do it.
    guard waiting[token]?.isStored == true else { return forget(token) }
    decided(token, nil)
  }

  func forget(_ token: RequestToken) {
    guard let one = waiting.removeValue(forKey: token) else { return }
    one.timer.cancel()
    connection.service.engine.outcomes.forget(one.message)
  }

  /// - Parameter outcome: nil when the time is over.
  func decided(_ token: RequestToken, _ outcome: SendOutcome?) {
    guard var held = waiting[token]?.held, let message = waiting[token]?.message else { return }
    forget(token)
    if case .refused(_, let error)? = outcome {
      let refusal = Refusal.providerRefused(error)
      let version = connection.client?.version ?? .v34
      held.answer.result = .refused(held.isData ? .deliveryFailure : RefusalTable.status(refusal, version: version))
      held.answer.statusText = RefusalTable.row(refusal).words
      // The client has no id to which a receipt could belong.
      connection.service.underWay.remove([message])
      connection.service.toldInResponse.add(message)
      held.told = nil
    }
    connection.submits.tell([held])
  }
}

extension SubmitDesk {
  /// The provider has decided about a submit that waits for it.
  func decided(_ token: RequestToken, _ outcome: SendOutcome?) { transactions.decided(token, outcome) }
}
