/// The messages that the options of a verb mean: conditions that must all hold, newest first.
struct MessageSelection {
  /// What the bridge is asked for at once; it gives no more.
  private static let page = 500

  static let options = [
    Option(name: "account", value: "NAME", summary: "Those of this account."),
    Option(name: "to", value: "NUMBER", summary: "Those to this number."),
    Option(
      name: "state", value: "STATE", summary: "Those in this state: enroute, delivered, undeliverable, expired, …"),
    Option(name: "stage", value: "STAGE", summary: "Those at this stage: scheduled, queued, calling, sent or ended."),
    Option(name: "provider", value: "NAME", summary: "Those of this provider."),
    Option(name: "limit", value: "N", summary: "At most so many, the newest (100)."),
  ]

  private let conditions: [(String, String)]
  private let most: Int

  var isEmpty: Bool { conditions.isEmpty }

  /// Nil for a limit that is none.
  init?(_ arguments: Arguments) {
    guard let most = arguments.number("limit", default: 100) else { return nil }
    self.most = most
    conditions = Self.options.map(\.name).filter { $0 != "limit" }.compactMap { name in
      arguments[name].map { (name, $0) }
    }
  }

  /// - Parameters:
  ///   - before: the id below which to begin.
  ///   - suits: what is wanted of those that are found.
  func find(
    in client: AdminClient, before: String? = nil, where suits: (JSONValue) -> Bool = { _ in true }
  ) throws(AdminClient.Failure) -> [JSONValue] {
    var found: [JSONValue] = []
    var next = before
    repeat {
      let page = conditions + [("limit", String(Self.page))] + (next.map { [("before", $0)] } ?? [])
      let answer = try client.get("messages", page)
      found += answer["messages"].items.filter(suits)
      next = answer["next"].text
    } while next != nil && found.count < most
    return Array(found.prefix(most))
  }
}
