import HTTP
import Messages

/// `GET /api/messages`: the rows of one campaign page by page, or the row of one reference.
struct BSGMessages: Sendable {
  /// Rows of a page, and pages of one question.
  static let pageSize = 500
  static let pageLimit = 40

  let calls: BSGCalls
  let settings: BSGSettings

  /// Rows by the reference that we gave, and whether the reading was complete.
  struct Rows: Sendable {
    var byReference: [String: JSON] = [:]
    var isComplete = false
    var lane = LaneAdvice.carryOn
  }

  func rows(ofReference reference: String, _ context: ProviderContext) -> ProviderStep<Rows> {
    page(["filter[reference_id]": reference, "page[limit]": "15", "page[offset]": "0"], context) { rows, json in
      read(json, into: &rows)
      rows.isComplete = true
      return .done(rows)
    }
  }

  func rows(ofCampaign campaign: String, _ context: ProviderContext) -> ProviderStep<Rows> {
    rows(ofCampaign: campaign, page: 0, Rows(), context)
  }

  private func rows(
    ofCampaign campaign: String, page: Int, _ soFar: Rows, _ context: ProviderContext
  ) -> ProviderStep<Rows> {
    let query: QueryFields = [
      "filter[campaign_id]": campaign, "page[limit]": String(Self.pageSize),
      "page[offset]": String(page * Self.pageSize),
    ]
    return self.page(query, context, soFar) { rows, json in
      let count = read(json, into: &rows)
      rows.isComplete = count < Self.pageSize
      guard !rows.isComplete, page + 1 < Self.pageLimit else { return .done(rows) }
      return self.rows(ofCampaign: campaign, page: page + 1, rows, context)
    }
  }

  private func page(
    _ query: QueryFields, _ context: ProviderContext, _ soFar: Rows = Rows(),
    _ follow: @escaping @Sendable (inout Rows, JSON) -> ProviderStep<Rows>
  ) -> ProviderStep<Rows> {
    .go(calls.get("messages", query, context)) { reply, _ in
      var rows = soFar
      let answer = BSGReply(reply, usesKeyAsBearer: settings.usesKeyAsBearer)
      guard let json = answer.json else {
        rows.lane = answer.lane.ofQuestion
        return .done(rows)
      }
      return follow(&rows, json)
    }
  }

  @discardableResult
  private func read(_ json: JSON, into rows: inout Rows) -> Int {
    let elements = (json["data"] ?? json).elements
    for row in elements {
      if let reference = row["reference_id"]?.text { rows.byReference[reference] = row }
    }
    return elements.count
  }
}
