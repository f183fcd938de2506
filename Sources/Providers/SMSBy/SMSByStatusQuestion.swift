import HTTP
import Messages

/// Asks for states: by message, by the uuid of a bulk call, by the delivery list of a mailing.
struct SMSByStatusQuestion: Sendable {
  let calls: SMSByCalls
  let settings: SMSBySettings

  /// What one request can tell about.
  private enum Subject: Hashable {
    case message(SMSByReference)
    case call(uuid: String, isViber: Bool)

    init?(_ message: TrackedReference) {
      guard let reference = SMSByReference(message.reference) else { return nil }
      if case .bulk(_, let uuid) = reference {
        self = .call(uuid: uuid, isViber: message.channel == .viber)
      } else {
        self = .message(reference)
      }
    }
  }

  /// The messages at the front that one request tells about.
  static func take(from due: ArraySlice<TrackedReference>, limit: Int) -> Int {
    guard let first = due.first else { return 0 }
    guard let subject = Subject(first) else { return 1 }
    return max(1, due.prefix(limit).prefix { Subject($0) == subject }.count)
  }

  /// One request for each subject among them, one after the other.
  func ask(about messages: [TrackedReference]) -> ProviderStep<StatusAnswer> {
    var order: [Subject] = []
    var groups: [Subject: [TrackedReference]] = [:]
    for message in messages {
      guard let subject = Subject(message) else { continue }
      if groups[subject] == nil { order.append(subject) }
      groups[subject, default: []].append(message)
    }
    return ask(order[...], groups, StatusAnswer())
  }

  private func ask(
    _ subjects: ArraySlice<Subject>, _ groups: [Subject: [TrackedReference]], _ answer: StatusAnswer
  ) -> ProviderStep<StatusAnswer> {
    guard let subject = subjects.first, let group = groups[subject] else { return .done(answer) }
    return .go(request(subject)) { reply, _ in
      var answer = answer
      let said = SMSByReply(reply)
      answer.lane = said.lane.ofQuestion
      guard let json = said.json else {
        return answer.lane == .carryOn ? ask(subjects.dropFirst(), groups, answer) : .done(answer)
      }
      answer.reports += reports(subject, group, json)
      return ask(subjects.dropFirst(), groups, answer)
    }
  }

  private func request(_ subject: Subject) -> HTTPRequest {
    switch subject {
    case .call(let uuid, let isViber):
      calls.post(isViber ? "v1/statusBulkViber" : "v1/statusBulkSms", query: ["uuid": uuid])
    case .message(.lone(let id)): calls.get("v1/checkSMS", ["sms_id": id])
    case .message(.loneViber(let id)): calls.post("v2/getViberDeliveryData", form: ["message_id": id])
    case .message(.viberList(let id)): SMSByListing.viberRequest(calls, id: id)
    case .message(.listed(let id)), .message(.list(let id)), .message(.bulk(let id, _)):
      SMSByListing.request(calls, id: id)
    }
  }

  private func reports(_ subject: Subject, _ group: [TrackedReference], _ json: JSON) -> [StatusReport] {
    switch subject {
    case .call: SMSByBulkStatus(json, offset: settings.timeZone).reports(on: group)
    case .message(.lone): group.compactMap { SMSByStates.report(onLone: $0.id, json["result"] ?? json) }
    case .message(.loneViber):
      group.compactMap { SMSByStates.report(on: $0.id, row: json["result"] ?? json, offset: settings.timeZone) }
    case .message(.listed), .message(.bulk): listed(group, SMSByListing.rows(of: json))
    case .message(.list), .message(.viberList):
      group.compactMap { SMSByListProgress(SMSByListing.rows(of: json)).report(on: $0.id) }
    }
  }

  private func listed(_ group: [TrackedReference], _ rows: [JSON]) -> [StatusReport] {
    var byPhone: [String: JSON] = [:]
    for row in rows {
      // The last row of a phone is its newest message.
      if let phone = SMSByListing.phone(of: row) { byPhone[phone] = row }
    }
    return group.compactMap { message in
      byPhone[message.recipient.digits].flatMap {
        SMSByStates.report(on: message.id, row: $0, offset: settings.timeZone)
      }
    }
  }
}
