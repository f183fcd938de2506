import Messages
import Store

/// A search as SQL: the narrowest index that a condition offers leads, the others filter.
struct SearchPlan {
  enum Value {
    case number(Int64)
    case text(String)
  }

  private(set) var from = "messages m"
  private(set) var values: [Value] = []
  private(set) var order: String
  private var terms: [String] = []

  var conditions: String { terms.isEmpty ? "TRUE" : terms.joined(separator: " AND ") }

  init(_ query: MessageQuery) {
    order = "ORDER BY m.id DESC LIMIT \(query.boundedLimit)"
    if let mailID = query.mailID { add("m.mail_id = ?", .text(mailID)) }
    if let id = query.providerID { add("(m.ref_message = ? OR m.ref_batch = ?)", .text(id), .text(id)) }
    if let recipient = query.recipient { add(recipient, narrowed: query.mailID != nil || query.providerID != nil) }
    if let account = query.account {
      add("m.account = (SELECT number FROM names WHERE name = ?)", .text(account))
    }
    if let provider = query.provider {
      add("m.provider = (SELECT number FROM names WHERE name = ?)", .text(provider))
    }
    if let stage = query.stage { add(stage) }
    if let state = query.state { add("m.state = ?", .number(Int64(state.rawValue))) }
    if let before = query.before { add("m.id < ?", .number(before.column)) }
    if let from = query.from { add("m.id >= ?", .number(from.column)) }
  }

  /// Shelf by shelf, since the index of numbers begins with the shelf.
  private mutating func add(_ recipient: PhoneNumber, narrowed: Bool) {
    if !narrowed {
      from = """
        (WITH RECURSIVE shelves (n) AS (SELECT min(shelf) FROM messages UNION ALL SELECT n + 1 FROM shelves
        WHERE n < (SELECT max(shelf) FROM messages)) SELECT n FROM shelves WHERE n IS NOT NULL) s CROSS JOIN messages m
        """
      terms.append("m.shelf = s.n")
    }
    add("m.recipient = ?", .text(recipient.digits))
  }

  /// Written as in the partial indices, so that the rare stages are found by them.
  private mutating func add(_ stage: Stage) {
    switch stage {
    case .claimed: terms.append("m.stage = 2 AND m.call IS NULL")
    case .calling: terms.append("m.stage = 2 AND m.call IS NOT NULL")
    case .scheduled, .queued, .sent, .ended: terms.append("m.stage = \(stage.rawValue)")
    }
  }

  private mutating func add(_ term: String, _ values: Value...) {
    terms.append(term)
    self.values += values
  }
}
