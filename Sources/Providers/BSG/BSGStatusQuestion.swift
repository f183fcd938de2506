import HTTP
import Messages

/// Asks for states: of a campaign's messages together, of a lone reference, of a campaign to groups.
struct BSGStatusQuestion: Sendable {
  private enum Subject: Hashable {
    case campaign(String)
    case reference(String)
    case groups(String)

    init?(_ message: TrackedReference) {
      guard let reference = BSGReference(message.reference) else {
        guard let id = message.reference.message else { return nil }
        self = .reference(id)
        return
      }
      switch reference.size {
      case .groups: self = .groups(reference.campaign)
      case .messages: self = .campaign(reference.campaign)
      }
    }
  }

  let calls: BSGCalls
  let settings: BSGSettings

  static func take(from due: ArraySlice<TrackedReference>, limit: Int) -> Int {
    guard let first = due.first else { return 0 }
    guard let subject = Subject(first) else { return 1 }
    return max(1, due.prefix(limit).prefix { Subject($0) == subject }.count)
  }

  func ask(about messages: [TrackedReference], _ context: ProviderContext) -> ProviderStep<StatusAnswer> {
    var order: [Subject] = []
    var groups: [Subject: [TrackedReference]] = [:]
    for message in messages {
      guard let subject = Subject(message) else { continue }
      if groups[subject] == nil { order.append(subject) }
      groups[subject, default: []].append(message)
    }
    return ask(order[...], groups, StatusAnswer(), context)
  }

  private func ask(
    _ subjects: ArraySlice<Subject>, _ groups: [Subject: [TrackedReference]], _ answer: StatusAnswer,
    _ context: ProviderContext
  ) -> ProviderStep<StatusAnswer> {
    guard let subject = subjects.first, let group = groups[subject] else { return .done(answer) }
    return one(subject, group, context).then { part in
      var answer = answer
      answer.reports += part.reports
      answer.lane = part.lane
      return part.lane == .carryOn ? ask(subjects.dropFirst(), groups, answer, context) : .done(answer)
    }
  }

  private func one(
    _ subject: Subject, _ group: [TrackedReference], _ context: ProviderContext
  ) -> ProviderStep<StatusAnswer> {
    let list = BSGMessages(calls: calls, settings: settings)
    switch subject {
    case .campaign(let id): return list.rows(ofCampaign: id, context).then { .done(reports($0, group)) }
    case .reference(let id): return list.rows(ofReference: id, context).then { .done(reports($0, group)) }
    case .groups(let id):
      return .ask(calls.get("campaigns/" + id, [:], context)) { reply, _ in
        let answer = BSGReply(reply, usesKeyAsBearer: settings.usesKeyAsBearer)
        guard let json = answer.json else { return StatusAnswer(lane: answer.lane.ofQuestion) }
        return StatusAnswer(reports: group.compactMap { BSGStates.report(onCampaign: $0.id, json) })
      }
    }
  }

  private func reports(_ rows: BSGMessages.Rows, _ group: [TrackedReference]) -> StatusAnswer {
    StatusAnswer(
      reports: group.compactMap { message in
        rows.byReference[message.id.description].flatMap {
          BSGStates.report(on: message.id, $0, offset: settings.timeZone)
        }
      }, lane: rows.lane)
  }
}
