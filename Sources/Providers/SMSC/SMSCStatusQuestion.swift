import HTTP
import Messages

/// `status.php`: states by own id and phone, one pair or many in parallel lists.
struct SMSCStatusQuestion: Sendable {
  /// A message as SMSC knows it: by its own id, and the phone or the e-mail address that it went to.
  struct Pair: Hashable, Sendable {
    var id: String
    var phone: String

    /// A message that is about to be sent, or whose answer was lost.
    init(id: String, _ message: Message) {
      self.id = id
      phone = Self.address(of: message) ?? message.recipient.digits
    }

    init?(_ tracked: TrackedReference) {
      guard let id = tracked.reference.message else { return nil }
      self.id = id
      phone = tracked.reference.batch ?? tracked.recipient.digits
    }

    init(id: String, phone: String) {
      self.id = id
      self.phone = phone
    }

    /// Where a message of the channel mail goes; nil for one to a phone.
    static func address(of message: Message) -> String? { message.channel == .mail ? message.mailAddress : nil }

    /// As it is kept with a message: an address stands in the place of a call's name.
    static func reference(_ id: String, _ message: Message) -> ProviderReference {
      ProviderReference(message: id, batch: address(of: message))
    }
  }

  let calls: SMSCCalls
  /// Asks for everything about each message, its cost among it.
  var asksCost = false

  /// A comma behind the last one keeps the answer a list; a lone pair goes without, as it must not count as a mass
  /// question.
  func request(_ pairs: [Pair], delete: Bool = false) -> HTTPRequest {
    let comma = pairs.count > 1 ? "," : ""
    var fields: QueryFields = [
      "phone": pairs.map(\.phone).joined(separator: ",") + comma,
      "id": pairs.map(\.id).joined(separator: ",") + comma,
    ]
    if delete { fields.add("del", "1") } else if asksCost { fields.add("all", "1") }
    return calls.post("status.php", fields)
  }

  /// The rows of an answer by pair; an object alone is the row of the only pair.
  static func rows(of json: JSON, asked pairs: [Pair]) -> [Pair: JSON] {
    guard case .array(let elements) = json else {
      return pairs.count == 1 ? pairs.first.map { [$0: json] } ?? [:] : [:]
    }
    var rows: [Pair: JSON] = [:]
    for (index, row) in elements.enumerated() {
      let phone = row.first("phone", "email")?.text.map { PhoneNumber($0)?.digits ?? $0 }
      if let phone, let id = row["id"]?.text {
        rows[Pair(id: id, phone: phone)] = row
      } else if elements.count == pairs.count {
        // Without names the rows stand in the order of the question.
        rows[pairs[index]] = row
      }
    }
    return rows
  }

  /// Stands for messages that only pretended to be sent.
  static let pretended = ProviderReference(message: "test")

  /// Those that only pretended have arrived; SMSC is asked about the others.
  func ask(about messages: [TrackedReference], offset: Int, now: Timestamp) -> ProviderStep<StatusAnswer> {
    let real = messages.filter { $0.reference.names != Self.pretended }
    guard real.count < messages.count else { return ask(about: messages, offset: offset) }
    let reports = messages.filter { $0.reference.names == Self.pretended }.map { message in
      StatusReport(id: message.id, state: .delivered, at: now, raw: "test")
    }
    return ask(about: real, offset: offset).then { answer in
      .done(StatusAnswer(reports: reports + answer.reports, lane: answer.lane))
    }
  }

  private func ask(about messages: [TrackedReference], offset: Int) -> ProviderStep<StatusAnswer> {
    let named = messages.compactMap { message in Pair(message).map { (message.id, $0) } }
    guard !named.isEmpty else { return .done(StatusAnswer()) }
    let pairs = named.map(\.1)
    return .ask(request(pairs)) { reply, _ in
      guard reply.verdict == .success, let json = reply.json else { return StatusAnswer(lane: reply.lane.ofQuestion) }
      if let error = SMSCErrors.error(in: json), json["status"] == nil {
        return StatusAnswer(lane: Self.lane(error))
      }
      let rows = Self.rows(of: json, asked: pairs)
      return StatusAnswer(
        reports: named.compactMap { id, pair in rows[pair].flatMap { SMSCStates.report(on: id, $0, offset: offset) } })
    }
  }

  /// Error 9 here is a matter of questions, of which one a minute is allowed.
  private static func lane(_ error: ProviderError) -> LaneAdvice {
    error.code == 9 ? .slowDown(.seconds(60)) : SMSCErrors.lane(error).ofQuestion
  }

  /// So many are settled one by one: a question about many has to wait for its minute.
  static let few = 20

  /// What became of messages whose answer was lost: not found means never taken.
  func settle(_ batch: [Message], id: String) -> ProviderStep<SettleReport> {
    guard batch.count > 1, batch.count <= Self.few else { return settleTogether(batch[...], id: id) }
    return settleEach(batch[...], id: id, SettleReport())
  }

  private func settleEach(
    _ batch: ArraySlice<Message>, id: String, _ soFar: SettleReport
  ) -> ProviderStep<SettleReport> {
    guard !batch.isEmpty else { return .done(soFar) }
    return settleTogether(batch.prefix(1), id: id).then { one in
      // A question that failed settles nothing, and so would the next.
      guard one != SettleReport() else { return .done(soFar) }
      var report = soFar
      report.sent.merge(one.sent) { known, _ in known }
      report.notSent.formUnion(one.notSent)
      return settleEach(batch.dropFirst(), id: id, report)
    }
  }

  private func settleTogether(_ batch: ArraySlice<Message>, id: String) -> ProviderStep<SettleReport> {
    let pairs = batch.map { Pair(id: id, $0) }
    return .ask(request(pairs)) { reply, _ in
      var report = SettleReport()
      guard reply.verdict == .success, let json = reply.json else { return report }
      let rows = Self.rows(of: json, asked: pairs)
      for (message, pair) in zip(batch, pairs) {
        switch rows[pair]?["status"]?.integer {
        case SMSCStates.notFound: report.notSent.insert(message.id)
        case .some: report.sent[message.id] = Pair.reference(id, message)
        case nil: break
        }
      }
      return report
    }
  }
}
