import Messages
import Store

/// A search as SQL; the server chooses the index.
struct SearchPlan {
  private(set) var parameters = Parameters()
  private var terms: [String] = []
  private var count = 0
  private let limit: Int

  var conditions: String { terms.isEmpty ? "TRUE" : terms.joined(separator: " AND ") }
  var order: String { "ORDER BY m.id DESC LIMIT \(limit)" }

  init(_ query: MessageQuery) {
    limit = query.boundedLimit
    if let mailID = query.mailID { terms.append("b.mail_id = \(text(mailID.indexable))") }
    if let id = query.providerID {
      let id = text(id.indexable)
      terms.append("(m.ref_message = \(id) OR m.ref_batch = \(id))")
    }
    if let recipient = query.recipient { terms.append("b.recipient = \(text(recipient.digits.indexable))") }
    if let account = query.account { terms.append("m.account = \(text(account))") }
    if let provider = query.provider { terms.append("m.provider = \(text(provider))") }
    if let stage = query.stage { add(stage) }
    if let state = query.state { terms.append("m.state = \(number(Int64(state.rawValue)))") }
    if let before = query.before { terms.append("m.id < \(number(before.column))") }
    if let from = query.from { terms.append("m.id >= \(number(from.column))") }
  }

  private mutating func text(_ value: String) -> String {
    parameters.add(value)
    count += 1
    return "$\(count)::text"
  }

  private mutating func number(_ value: Int64) -> String {
    parameters.add(value)
    count += 1
    return "$\(count)::bigint"
  }

  /// Written as in the partial indices, so that the rare stages are found by them.
  private mutating func add(_ stage: Stage) {
    terms.append("m.stage = \(stage.rawValue)")
    if stage == .ended { terms.append("m.ended IS NOT NULL") }
  }
}
