import HTTP

/// What an operator can ask BSG.
struct BSGInquiries: Sendable {
  let calls: BSGCalls
  let settings: BSGSettings

  var table: InquiryTable {
    InquiryTable(rows: [
      get("balance", "money left and the credit", "accounts/balance"),
      get("tariffs", "tariffs of the account", "accounts/tariff"),
      get("senders", "sender names", "senders"),
      get("groups", "lists of the contact book", "groups", Self.page),
      get("campaigns", "campaigns of a period of 3 months at most", "campaigns", Self.page + Self.period),
      InquiryTable.Row("campaign", "one campaign", ["id"]) { given, context in
        Self.number(given["id"]).map { calls.get("campaigns/" + $0, [:], context) }
      },
      InquiryTable.Row("campaign-detail", "one campaign with all its sums", ["id"]) { given, context in
        Self.number(given["id"]).map { calls.get("campaigns/" + $0 + "/detail", [:], context) }
      },
      get(
        "messages", "messages of a campaign, a reference or a period", "messages",
        [.optional("campaign", "filter[campaign_id]"), .optional("reference", "filter[reference_id]")] + Self.period
          + Self.page),
      InquiryTable.Row("stop-campaign", "stops a campaign", ["id"], acts: true) { given, context in
        Self.number(given["id"]).map { calls.patch("campaigns/" + $0 + "/stop", context) }
      },
      InquiryTable.Row("price", "what a text to some phones would cost", ["phones", "text", "sender"]) {
        price($0, $1)
      },
    ])
  }

  private static let page: [Argument] = [.optional("rows", "page[limit]"), .optional("offset", "page[offset]")]
  private static let period: [Argument] = [.optional("from", "filter[from]"), .optional("to", "filter[to]")]

  private func get(_ name: String, _ summary: String, _ path: String, _ arguments: [Argument] = []) -> InquiryTable.Row
  {
    InquiryTable.Row(name, summary, arguments.map(\.shown)) { given, context in
      calls.get(path, Argument.fields(arguments, given), context)
    }
  }

  /// Digits only, as it becomes a part of the path.
  private static func number(_ text: String?) -> String? { text.flatMap { UInt64($0) }.map { String($0) } }

  private func price(_ given: [String: String], _ context: ProviderContext) -> HTTPRequest? {
    let phones = (given["phones"] ?? "").split { $0 == "," || $0 == " " }.compactMap { UInt64($0) }
    guard (1...1_000).contains(phones.count) else { return nil }
    return calls.post("campaigns/price", context) { writer in
      writer.member("sender", given["sender"] ?? "")
      writer.member("text", given["text"] ?? "")
      writer.member("tariff_code", settings.tariffCode)
      writer.name("messages")
      writer.array { writer in
        for phone in phones {
          writer.object { writer in
            writer.member("phone", phone)
            writer.member("text", given["text"] ?? "")
            writer.member("sender", given["sender"] ?? "")
          }
        }
      }
    }
  }
}
