import Delivery
import Dispatch
import Messages
import SMPP
import Store
import Synchronization
import Translation
import Transport

/// `query_sm`, `cancel_sm` and `replace_sm` of one connection, on our own queue. Confined to the connection's loop.
///
/// Nothing of another account is ever visible: a foreign id is an unknown id.
final class OperationDesk {
  private unowned let connection: SMPPConnection

  init(_ connection: SMPPConnection) { self.connection = connection }

  private var service: SMPPService { connection.service }

  /// Finds the messages behind a client's id, several of one `submit_multi`, and goes on with them on the loop; an unknown
  /// id is answered.
  private func find(
    _ clientID: String, _ source: SMEAddress, _ token: RequestToken, unknown: CommandStatus,
    _ then: @escaping @Sendable (SMPPConnection, [MessageRecord]) -> Void
  ) {
    guard let client = connection.client else { return }
    let (account, ledger, bound) = (client.account.terms.name, service.engine.ledger, connection.bound)
    service.slowQueue.async { @Sendable in
      let found = Result { () throws(StoreError) in try ledger.records(account: account, clientID: clientID) }
      bound.post { connection in
        switch found {
        case .success(let records):
          let own = records.filter { Self.fits($0, source) }
          own.isEmpty ? connection.answer([Answer(token, .refused(unknown))]) : then(connection, own)
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

  /// A destination beside the id is there to be verified (SMPP 3.4 §4.9.1); of several messages it means those to it.
  private static func fits(_ record: MessageRecord, destination: SMEAddress) -> Bool {
    destination.address.isEmpty || PhoneNumber(destination.address) == record.message.recipient
  }

  func query(_ query: QuerySM, _ token: RequestToken) {
    let messageID = query.messageID
    find(messageID, query.source, token, unknown: .queryFailed) { connection, records in
      let resp = QuerySMResp(of: records, as: messageID, version: connection.client?.version ?? .v34)
      connection.answer([Answer(token, .response(.querySMResp(resp)))])
    }
  }

  func cancel(_ cancel: CancelSM, _ token: RequestToken) {
    guard cancel.messageID.isEmpty else {
      return find(cancel.messageID, cancel.source, token, unknown: .invalidMessageID) { connection, records in
        let meant = records.filter { Self.fits($0, destination: cancel.destination) }
        guard !meant.isEmpty else { return connection.answer([Answer(token, .refused(.cancelFailed))]) }
        connection.operations.cancel(meant.map { .message($0.message.id) }, token)
      }
    }
    guard let client = connection.client, let destination = PhoneNumber(cancel.destination.address) else {
      return connection.answer([Answer(token, .refused(.cancelFailed))])
    }
    self.cancel(
      [
        .all(
          account: client.account.terms.name, source: cancel.source.address, destination: destination,
          serviceType: cancel.serviceType.isEmpty ? nil : cancel.serviceType)
      ], token)
  }

  /// Done when one of them at least has ended.
  private func cancel(_ selectors: [CancelSelector], _ token: RequestToken) {
    let count = JointResult(selectors.count, answering: token, on: connection.bound, otherwise: .cancelFailed)
    for selector in selectors {
      service.engine.cancel(selector) { cancelled in count.add(cancelled.map { !$0.isEmpty }) }
    }
  }

  func replace(_ replace: ReplaceSM, _ token: RequestToken) {
    find(replace.messageID, replace.source, token, unknown: .invalidMessageID) { connection, records in
      connection.operations.replace(replace, records, token)
    }
  }

  /// Done when one of them at least still waited.
  private func replace(_ replace: ReplaceSM, _ records: [MessageRecord], _ token: RequestToken) {
    guard let client = connection.client, let first = records.first else { return }
    let now = service.engine.executor.wallClock
    var message = first.message
    message.dueAt = message.dueAt.letGo
    switch client.submits.replacement(replace, of: message, now: now) {
    case .failure(.dataCodingNotSupported): connection.answer([Answer(token, .refused(.replaceFailed))])
    case .failure(let refusal):
      connection.answer([Answer(token, .refused(RefusalTable.status(refusal, version: client.version)))])
    case .success(let facts) where facts.segments ?? 1 > client.account.terms.maxParts:
      connection.answer([Answer(token, .refused(.invalidMessageLength))])
    case .success(let facts):
      let count = JointResult(records.count, answering: token, on: connection.bound, otherwise: .replaceFailed)
      for record in records {
        service.engine.replace(record.message.id, with: Replacement(facts, for: record)) { count.add($0) }
      }
    }
  }
}

/// What came of the same order for several messages, answered when all have been heard of.
private final class JointResult: Sendable {
  private struct State {
    var left: Int
    var didOne = false
    var failed = false
  }

  private let state: Mutex<State>
  private let token: RequestToken
  private let bound: LoopBound<SMPPConnection>
  private let refusal: CommandStatus

  init(
    _ count: Int, answering token: RequestToken, on bound: LoopBound<SMPPConnection>, otherwise refusal: CommandStatus
  ) {
    state = Mutex(State(left: count))
    self.token = token
    self.bound = bound
    self.refusal = refusal
  }

  func add(_ result: Result<Bool, StoreError>) {
    let whole = state.withLock { state -> State? in
      state.left -= 1
      switch result {
      case .success(let did): state.didOne = state.didOne || did
      case .failure: state.failed = true
      }
      return state.left == 0 ? state : nil
    }
    guard let whole else { return }
    let answer: Answer.Result =
      whole.didOne ? .accepted(messageID: "") : .refused(whole.failed ? .systemError : refusal)
    let token = token
    bound.post { $0.answer([Answer(token, answer)]) }
  }
}

extension QuerySMResp {
  /// The state of one message, or of all destinations of a `submit_multi` together (SMPP 3.4 §4.8.2): while any is on its
  /// way they are; then the first that was not delivered counts, with its error; delivered are they only when all are.
  init(of records: [MessageRecord], as messageID: String, version: InterfaceVersion) {
    let open = records.filter { !$0.state.isFinal }
    let telling =
      open.first { $0.state != .scheduled } ?? open.first ?? records.first { $0.state != .delivered } ?? records.first
    let ended = open.isEmpty ? records.compactMap(\.endedAt).max() : nil
    self.init(
      messageID: messageID, finalDate: ended.map { SMPPTime(unixMilliseconds: $0.milliseconds).text } ?? "",
      messageState: SMPP.MessageState(rawValue: (telling?.state ?? .unknown).rawValue).downgraded(for: version),
      errorCode: UInt8(clamping: telling?.error?.code ?? 0))
  }
}

extension Replacement {
  /// What an operator keeps back stays back, whatever its new schedule.
  init(_ facts: SubmitTranslation.ReplacementFacts, for record: MessageRecord) {
    self.init(
      text: facts.text, encoding: facts.encoding, segments: facts.segments,
      dueAt: record.isHeldBack ? facts.dueAt?.heldBack : facts.dueAt, validUntil: facts.validUntil,
      receipt: facts.receipt)
  }
}
