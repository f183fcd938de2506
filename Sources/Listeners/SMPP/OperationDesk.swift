import Delivery
import Dispatch
import Messages
import SMPP
import Store
import Translation
import Transport

/// `query_sm`, `cancel_sm` and `replace_sm` of one connection, on our own queue. Confined to the connection's loop.
///
/// Nothing of another account is ever visible: a foreign id is an unknown id.
final class OperationDesk {
  private unowned let connection: SMPPConnection

  init(_ connection: SMPPConnection) { self.connection = connection }

  private var service: SMPPService { connection.service }

  /// Finds the message behind a client's id and goes on with it on the loop; an unknown one is answered.
  private func find(
    _ clientID: String, _ source: SMEAddress, _ token: RequestToken, unknown: CommandStatus,
    _ then: @escaping @Sendable (SMPPConnection, MessageRecord) -> Void
  ) {
    guard let client = connection.client else { return }
    let (account, ledger, bound) = (client.account.terms.name, service.engine.ledger, connection.bound)
    service.slowQueue.async { @Sendable in
      let found = Result { () throws(StoreError) in try ledger.record(account: account, clientID: clientID) }
      bound.post { connection in
        switch found {
        case .success(let record?) where Self.fits(record, source): then(connection, record)
        case .success: connection.answer([Answer(token, .refused(unknown))])
        case .failure: connection.answer([Answer(token, .refused(.systemError))])
        }
      }
    }
  }

  /// The source must be that of the submit (SMPP 3.4 §4.8.1); an empty one stands for any.
  private static func fits(_ record: MessageRecord, _ source: SMEAddress) -> Bool {
    guard !source.address.isEmpty, case .smpp(let origin) = record.message.origin else { return true }
    return origin.source.text == source.address
  }

  /// A destination beside the id is there to be verified (SMPP 3.4 §4.9.1).
  private static func fits(_ record: MessageRecord, destination: SMEAddress) -> Bool {
    destination.address.isEmpty || PhoneNumber(destination.address) == record.message.recipient
  }

  func query(_ query: QuerySM, _ token: RequestToken) {
    let messageID = query.messageID
    find(messageID, query.source, token, unknown: .queryFailed) { connection, record in
      let version = connection.client?.version ?? .v34
      let state = SMPP.MessageState(rawValue: record.state.rawValue).downgraded(for: version)
      let final = record.endedAt.map { SMPPTime(unixMilliseconds: $0.milliseconds).text } ?? ""
      let resp = QuerySMResp(
        messageID: messageID, finalDate: final, messageState: state,
        errorCode: UInt8(clamping: record.error?.code ?? 0))
      connection.answer([Answer(token, .response(.querySMResp(resp)))])
    }
  }

  func cancel(_ cancel: CancelSM, _ token: RequestToken) {
    guard cancel.messageID.isEmpty else {
      return find(cancel.messageID, cancel.source, token, unknown: .invalidMessageID) { connection, record in
        guard Self.fits(record, destination: cancel.destination) else {
          return connection.answer([Answer(token, .refused(.cancelFailed))])
        }
        connection.operations.cancel(.message(record.message.id), token)
      }
    }
    guard let client = connection.client, let destination = PhoneNumber(cancel.destination.address) else {
      return connection.answer([Answer(token, .refused(.cancelFailed))])
    }
    self.cancel(
      .all(
        account: client.account.terms.name, source: cancel.source.address, destination: destination,
        serviceType: cancel.serviceType.isEmpty ? nil : cancel.serviceType), token)
  }

  private func cancel(_ selector: CancelSelector, _ token: RequestToken) {
    let bound = connection.bound
    service.engine.cancel(selector) { cancelled in
      let result: Answer.Result =
        switch cancelled {
        case .success(let ids): ids.isEmpty ? .refused(.cancelFailed) : .accepted(messageID: "")
        case .failure: .refused(.systemError)
        }
      bound.post { $0.answer([Answer(token, result)]) }
    }
  }

  func replace(_ replace: ReplaceSM, _ token: RequestToken) {
    find(replace.messageID, replace.source, token, unknown: .invalidMessageID) { connection, record in
      connection.operations.replace(replace, record, token)
    }
  }

  private func replace(_ replace: ReplaceSM, _ record: MessageRecord, _ token: RequestToken) {
    guard let client = connection.client else { return }
    let now = service.engine.executor.wallClock
    switch client.submits.replacement(replace, of: record.message, now: now) {
    case .failure(let refusal):
      connection.answer([Answer(token, .refused(RefusalTable.status(refusal, version: client.version)))])
    case .success(let facts):
      let bound = connection.bound
      service.engine.replace(record.message.id, with: Replacement(facts)) { replaced in
        let result: Answer.Result =
          switch replaced {
          case .success(let did): did ? .accepted(messageID: "") : .refused(.replaceFailed)
          case .failure: .refused(.systemError)
          }
        bound.post { $0.answer([Answer(token, result)]) }
      }
    }
  }
}

extension Replacement {
  init(_ facts: SubmitTranslation.ReplacementFacts) {
    self.init(
      text: facts.text, encoding: facts.encoding, segments: facts.segments, dueAt: facts.dueAt,
      validUntil: facts.validUntil, receipt: facts.receipt)
  }
}
