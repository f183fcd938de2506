import Messages
import Store
import Telemetry

/// One line of the log for each thing that happens to a message, once it is durable. It stands between the engine and the
/// store and reads along; while lines of level `debug` are not written it costs one load.
final class EventLog: StoreGate {
  private let gate: any StoreGate
  private let log: Log

  init(_ gate: any StoreGate, _ log: Log) {
    self.gate = gate
    self.log = log
  }

  var isOverloaded: Bool { gate.isOverloaded }

  func submit(_ changes: [StoreChange], completion: @escaping StoreCompletion) {
    guard log.takes(.debug) else { return gate.submit(changes, completion: completion) }
    gate.submit(changes) { answers in
      if case .success = answers { for change in changes { self.tell(change) } }
      completion(answers)
    }
  }

  private func tell(_ change: StoreChange) {
    switch change {
    case .accept(let message, _): tell(message)
    case .beginCall(let call):
      for id in call.messages {
        log.debug("message-called", ["id": "\(id)", "lane": "\(call.lane)", "call": call.name])
      }
    case .outcomes(let call, let outcomes, _, _): for outcome in outcomes { tell(outcome, of: call) }
    case .settle(let reports, _, _): for report in reports { tell(report) }
    case .release(let ids, let lane, _, let reason):
      for id in ids { log.debug("message-moved", ["id": "\(id)", "lane": "\(lane)", "reason": reason]) }
    case .receiptResults(let results, _): for result in results { tell(result) }
    case .replace(let id, let replacement):
      log.debug("message-changed", ["id": "\(id)", "by": "\(replacement.cause)"])
    case .acceptIncoming(let message):
      log.debug(
        "incoming-accepted",
        [
          "id": "\(message.id)", "provider": message.provider, "from": log.masked(message.from),
          "account": message.account ?? "", "text": log.glimpse(of: message.text),
        ])
    default: break
    }
  }

  private func tell(_ message: Message) {
    log.debug(
      "message-accepted",
      [
        "id": "\(message.id)", "account": message.account, "to": log.masked(message.recipient.digits),
        "from": message.sender, "segments": "\(message.segments)",
        "lane": message.lanes.first?.description ?? "", "text": log.glimpse(of: message.text),
      ])
  }

  private func tell(_ outcome: CallOutcome, of call: CallID) {
    let (word, reason): (String, String) =
      switch outcome.outcome {
      case .accepted(let reference): ("accepted", reference.message ?? reference.batch ?? "")
      case .refused(let state, let error): ("refused", "\(state) \(error.words)")
      case .retryLater(let reason): ("retry", reason)
      case .unknown(let reason): ("unknown", reason)
      }
    log.debug(
      "message-outcome",
      ["id": "\(outcome.message)", "call": String(call.rawValue), "outcome": word, "reason": reason])
  }

  private func tell(_ report: StatusReport) {
    log.debug("message-state", ["id": "\(report.id)", "state": "\(report.state)", "raw": report.raw])
  }

  private func tell(_ result: ReceiptResult) {
    let (word, reason): (String, String) =
      switch result.end {
      case .delivered: ("delivered", "")
      case .again(_, let reason), .returned(_, let reason): ("again", reason)
      case .dropped(let reason): ("dropped", reason)
      }
    log.debug("receipt", ["id": "\(result.message)", "end": word, "reason": reason])
  }
}

extension Call {
  fileprivate var name: String { String(id.rawValue) }
}
