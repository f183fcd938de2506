import Delivery
import Messages
import SMPP
import Store
import Telemetry

/// What keeps resubmissions known over a restart: lost responses are remembered one by one, and after a crash the
/// submits of the last moments, of whose responses nobody can tell whether they arrived, are read from the messages.
package struct ResubmissionMemory: Sendable {
  private let service: SMPPService
  private let node: Int
  private static let prefix = "lost:"

  package init(service: SMPPService, node: Int) {
    self.service = service
    self.node = node
  }

  /// Writes down once a second what has certainly been answered, as long as the process runs.
  package func start() {
    service.engine.executor.schedule(after: .seconds(1)) {
      write()
      start()
    }
  }

  /// Writes it down now.
  package func write() {
    let changes = service.unanswered.changes(node: node, now: service.engine.executor.wallClock)
    guard !changes.isEmpty else { return }
    service.engine.gate.submit(changes) { _ in }
  }

  // MARK: One by one

  /// A response was lost. Of a `submit_multi` it is kept with what it refused.
  static func remember(
    _ account: String, _ fingerprint: Fingerprint, id: String, unsuccessful: [UnsuccessSME], until: Timestamp
  ) -> StoreChange {
    .remember(key: key(account, fingerprint, id), value: text(of: unsuccessful), until: until)
  }

  /// As `TON.NPI.status.address`, apart by spaces; an address is in hexadecimal.
  private static func text(of unsuccessful: [UnsuccessSME]) -> String {
    unsuccessful.map { one in
      let address = hexadecimal(one.address.address.utf8)
      return "\(one.address.ton.rawValue).\(one.address.npi.rawValue).\(one.status.rawValue).\(address)"
    }.joined(separator: " ")
  }

  private static func unsuccessful(in text: String) -> [UnsuccessSME] {
    text.split(separator: " ").compactMap { one in
      let fields = one.split(separator: ".", omittingEmptySubsequences: false)
      guard fields.count == 4, let ton = UInt8(fields[0]), let npi = UInt8(fields[1]), let status = UInt32(fields[2])
      else { return nil }
      let digits = Array(fields[3].utf8)
      let octets = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
        UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
      }
      let address = SMEAddress(
        String(decoding: octets, as: UTF8.self), ton: TypeOfNumber(rawValue: ton), npi: NumberingPlan(rawValue: npi))
      return UnsuccessSME(address, CommandStatus(rawValue: status))
    }
  }

  /// It was given again.
  static func forget(_ account: String, _ fingerprint: Fingerprint, id: String, now: Timestamp) -> StoreChange {
    .remember(key: key(account, fingerprint, id), value: "", until: now)
  }

  private static func key(_ account: String, _ fingerprint: Fingerprint, _ id: String) -> String {
    "\(prefix)\(account):\(String(fingerprint.value, radix: 16)):\(id)"
  }

  private static func parse(_ key: String) -> (account: String, fingerprint: Fingerprint, id: String)? {
    guard key.utf8.starts(with: prefix.utf8) else { return nil }
    let fields = key.dropFirst(prefix.count).split(separator: ":", omittingEmptySubsequences: false)
    guard fields.count >= 3, let value = UInt64(fields[fields.count - 2], radix: 16) else { return nil }
    return (fields.dropLast(2).joined(separator: ":"), Fingerprint(value: value), String(fields[fields.count - 1]))
  }

  // MARK: Starting

  /// Takes up what the last run knew. Reads the store: before the listeners open.
  package func recall(_ recovery: Recovery) throws(StoreError) {
    for (key, value) in recovery.remembered {
      guard let lost = Self.parse(key) else { continue }
      note(lost.account, lost.fingerprint, lost.id, unsuccessful: Self.unsuccessful(in: value))
    }
    for entry in service.accounts.all where entry.account.resubmissionWindow > .zero {
      let since =
        UnansweredSubmits.moment(of: entry.account.terms.name, node: node, in: recovery.remembered)
        ?? service.engine.executor.wallClock - entry.account.resubmissionWindow
      try recall(entry.account, since: since)
      recall(recovery.parts.filter { $0.key.account == entry.account.terms.name && $0.receivedAt >= since })
    }
  }

  /// The messages that came since; parts of them that were told earlier came at most a reassembly's time before.
  private func recall(_ account: Account, since: Timestamp) throws(StoreError) {
    var query = MessageQuery(limit: 1_000)
    query.account = account.terms.name
    query.from = MessageID(floorAt: since - account.reassemblyTimeout)
    for _ in 0..<(ResubmissionIndex.capacity / query.limit) {
      let records = try service.engine.ledger.search(query)
      for record in records where record.message.acceptedAt >= since && isOwn(record.message.id) {
        for part in record.message.parts {
          guard let value = part.fingerprint else { continue }
          let taken: Set = [record.message.recipient.digits]
          note(account.terms.name, Fingerprint(value: value), part.clientID, taken: taken)
        }
      }
      query.before = records.last?.message.id
      if records.count < query.limit { return }
    }
  }

  private func recall(_ parts: [HeldPart]) {
    for part in parts {
      guard case .submitSM(let submit)? = try? PDU.decode(part.pdu).pdu else { continue }
      note(part.key.account, Fingerprint(submit), part.part.clientID)
    }
  }

  /// Whether this node made the id (``MessageIDGenerator``).
  private func isOwn(_ id: MessageID) -> Bool { id.rawValue / 1_000 % 100 == UInt64(node) }

  private func note(
    _ account: String, _ fingerprint: Fingerprint, _ id: String, unsuccessful: [UnsuccessSME] = [],
    taken: Set<String>? = nil
  ) {
    guard let window = service.accounts.named(account)?.account.resubmissionWindow, window > .zero else { return }
    let now = service.engine.executor.now
    let lost = ResubmissionIndex.Lost(id: id, unsuccessful: unsuccessful, taken: taken, until: now + window)
    service.resubmissions.note(account, fingerprint, lost, now: now)
  }
}
