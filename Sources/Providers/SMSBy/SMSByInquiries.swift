import HTTP

/// What an operator can ask sms.by: every endpoint that a message does not reach by itself.
struct SMSByInquiries: Sendable {
  let calls: SMSByCalls
  let settings: SMSBySettings

  var table: InquiryTable { InquiryTable(rows: account + names + texts + viber + lists) }

  private func get(_ name: String, _ summary: String, _ path: String, _ arguments: [Argument] = []) -> InquiryTable.Row
  {
    InquiryTable.Row(name, summary, arguments.map(\.shown)) { given, _ in
      calls.get(path, Argument.fields(arguments, given))
    }
  }

  private func form(
    _ name: String, _ summary: String, _ path: String, _ arguments: [Argument] = [], acts: Bool = false
  ) -> InquiryTable.Row {
    InquiryTable.Row(name, summary, arguments.map(\.shown), acts: acts) { given, _ in
      calls.post(path, form: Argument.fields(arguments, given))
    }
  }

  private static let mailing: Argument = .needed("id", "message_id")
  private static let page: [Argument] = [.optional("offset", "limit_offset"), .optional("rows", "limit_rows")]

  private var account: [InquiryTable.Row] {
    [
      get("balance", "money left, for SMS and for Viber", "v1/getBalance"),
      get("limit", "how many messages the balance allows", "v1/getLimit"),
    ]
  }

  private var names: [InquiryTable.Row] {
    [
      get("senders", "alphanames and their ids", "v1/getAlphanames"),
      get("sender-id", "the id of an alphaname", "v1/getAlphanameId", [.needed("name", "name")]),
      get("sender-categories", "categories for a new alphaname", "v1/getAlphanameCategory"),
      get("viber-senders", "Viber names and their ids", "v1/getVibernames"),
    ]
  }

  private var texts: [InquiryTable.Row] {
    [
      get("prepared", "prepared texts", "v1/getMessagesList", Self.page),
      get(
        "prepare", "prepares a text for sm_default_msg_id", "v1/createSmsMessage",
        [.needed("text", "message"), .optional("name", "name"), .optional("sender", "alphaname_id")]),
      get("prepared-status", "whether a prepared text may be used", "v1/checkSMSMessageStatus", [Self.mailing]),
      get("deliveries", "phones of a message or mailing", "v1/getSmsDeliveryList", [Self.mailing] + Self.page),
      get("mailings", "SMS mailings from the web and the API", "v1/getSMSMessages", [.optional("type", "type")]),
      get("sms", "the state of one SMS", "v1/checkSMS", [.needed("id", "sms_id")]),
      InquiryTable.Row("bulk", "states of a bulk call of SMS", ["uuid"]) { given, _ in
        calls.post("v1/statusBulkSms", query: ["uuid": given["uuid"] ?? ""])
      },
    ]
  }

  private var viber: [InquiryTable.Row] {
    [
      InquiryTable.Row("viber-mailings", "Viber mailings", ["offset?", "rows?"]) { given, _ in
        calls.post("v2/getViberMessages", query: [:], form: Argument.fields(Self.page, given))
      },
      InquiryTable.Row("viber-mailing", "one Viber mailing, with its cost", ["id"]) { given, _ in
        calls.post("v2/getViberMessageData", query: [:], form: ["message_id": given["id"] ?? ""])
      },
      form("viber-deliveries", "phones of a Viber mailing", "v2/getViberDeliveryList", [Self.mailing]),
      form("viber", "the state of one Viber message", "v2/getViberDeliveryData", [Self.mailing]),
      form("viber-replies", "unread replies to a Viber mailing", "v2/getNewIncomingMessages", [Self.mailing]),
      form(
        "viber-read", "marks replies as read", "v2/readResponseStatus", [.needed("ids", "incoming_messages")],
        acts: true),
      InquiryTable.Row("viber-bulk", "states of a bulk call of Viber messages", ["uuid"]) { given, _ in
        calls.post("v1/statusBulkViber", query: ["uuid": given["uuid"] ?? ""])
      },
    ]
  }

  private var lists: [InquiryTable.Row] {
    [
      form("lists", "lists that sms.by keeps", "v2/getSubscriberLists"),
      form("create-list", "makes an empty list", "v2/createSubscriberList", [.needed("name", "name")], acts: true),
      InquiryTable.Row("import", "adds phones to a list, 500 at most", ["list", "phones"], acts: true) { given, _ in
        importing(given)
      },
      InquiryTable.Row("list-mailing", "what a list mailing will cost, before it is confirmed", ["id"]) { given, _ in
        calls.post("v1/confirmSendMessageByList", form: ["message_id": given["id"] ?? "", "confirm": "0"])
      },
    ]
  }

  /// Contacts of one import.
  static let importLimit = 500

  private func importing(_ given: [String: String]) -> HTTPRequest? {
    let phones = (given["phones"] ?? "").split { $0 == "," || $0 == ";" || $0 == " " || $0 == "\n" }
    guard let list = given["list"], (1...Self.importLimit).contains(phones.count) else { return nil }
    var form: QueryFields = ["list_id": list, "field_names[0]": "phone"]
    for (row, phone) in phones.enumerated() { form.add("data[" + String(row) + "][0]", String(phone)) }
    return calls.post("v2/importContacts", form: form)
  }
}
