import HTTP

/// What an operator can ask SMSC: every page that a message does not reach by itself.
struct SMSCInquiries: Sendable {
  let calls: SMSCCalls

  var table: InquiryTable { InquiryTable(rows: account + contacts + blackList + mailings + names) }

  /// A page with a fixed field that says what is wanted, and arguments.
  private func row(
    _ name: String, _ summary: String, _ page: String, _ wanted: QueryFields, _ arguments: [Argument] = [],
    acts: Bool = false
  ) -> InquiryTable.Row {
    InquiryTable.Row(name, summary, arguments.map(\.shown), acts: acts) { given, _ in
      var fields = wanted
      fields.add(contentsOf: Argument.fields(arguments, given))
      return calls.post(page, fields)
    }
  }

  private static let id: Argument = .needed("id", "id")
  private static let period: [Argument] = [.needed("from", "start"), .needed("to", "end")]

  private var account: [InquiryTable.Row] {
    [
      row("balance", "money left and the credit", "balance.php", ["cur": "1"]),
      row(
        "operator", "network and country of a number", "info.php", ["get_operator": "1"], [.needed("phone", "phone")]),
      row(
        "price", "what a message would cost; nothing is sent", "send.php", ["cost": "1"],
        [.needed("phones", "phones"), .needed("text", "mes"), .optional("sender", "sender")]),
      row("status", "all about one message", "status.php", ["all": "2"], [.needed("phone", "phone"), Self.id]),
      row(
        "history", "sent messages between two days dd.mm.yyyy", "get.php", ["get_messages": "1"],
        Self.period + [.optional("phone", "phone"), .optional("rows", "cnt"), .optional("before", "prev_id")]),
      row(
        "incoming", "messages from handsets", "get.php", ["get_answers": "1"],
        [.optional("hours", "hour"), .optional("after", "after_id"), .optional("rows", "cnt")]),
      row("statistics", "sums between two days dd.mm.yyyy", "get.php", ["get_stat": "1"], Self.period),
      row("rates", "prices by country and network", "get.php", ["get_price": "1"]),
      row("link", "clicks on a short link", "tinyurls.php", ["get_stat": "1"], [Self.id]),
    ]
  }

  private var contacts: [InquiryTable.Row] {
    [
      row(
        "contacts", "people of the address book", "phones.php", ["get": "1"],
        [.optional("search", "search"), .optional("group", "grp"), .optional("after", "after_id")]),
      row(
        "add-contact", "adds a person", "phones.php", ["add": "1"], Self.person(.needed("phone", "phone")), acts: true),
      row(
        "change-contact", "changes a person", "phones.php", ["chg": "1"], Self.person(.needed("phone", "phone")),
        acts: true),
      row("delete-contact", "removes a person", "phones.php", ["del": "1"], [.needed("phone", "phone")], acts: true),
      row("groups", "groups and how many people they hold", "phones.php", ["get_group": "1"]),
      row(
        "add-group", "makes a group", "phones.php", ["add_group": "1"],
        [.needed("name", "name"), .optional("number", "num")], acts: true),
      row(
        "change-group", "renames a group", "phones.php", ["chg_group": "1"],
        [.needed("group", "grp"), .optional("name", "name"), .optional("number", "num")], acts: true),
      row("delete-group", "removes a group", "phones.php", ["del_group": "1"], [.needed("group", "grp")], acts: true),
      row(
        "move-group", "adds people to a group (1), takes them out (2), moves them (3)", "phones.php", [:],
        [.needed("how", "move_group"), .needed("group", "grp"), .needed("phone", "phone")], acts: true),
    ]
  }

  private static func person(_ phone: Argument) -> [Argument] {
    [
      phone, .optional("name", "name"), .optional("group", "grp"), .optional("first", "fnm"),
      .optional("last", "lnm"), .optional("middle", "mnm"), .optional("birthday", "bd"), .optional("id", "myid"),
      .optional("comment", "cmt"), .optional("tags", "tags"), .optional("other", "pho"),
    ]
  }

  private var blackList: [InquiryTable.Row] {
    [
      row("black-list", "blocked numbers", "phones.php", ["get_black": "1"], [.optional("search", "search")]),
      row(
        "block", "blocks a number: 0 all, 1 mass mailings, 2 single messages", "phones.php", ["add_black": "1"],
        [.needed("phone", "phone"), .optional("type", "type"), .optional("comment", "cmt")], acts: true),
      row("unblock", "takes a number off", "phones.php", ["del_black": "1"], [.needed("phone", "phone")], acts: true),
    ]
  }

  private var mailings: [InquiryTable.Row] {
    [
      row("jobs", "mailings between two days dd.mm.yyyy", "jobs.php", ["get_all": "1"], Self.period),
      row("job", "one mailing", "jobs.php", ["get": "1"], [Self.id]),
      row(
        "add-job", "starts a mailing", "jobs.php", ["add": "1"],
        [
          .needed("name", "name"), .needed("phones", "phones"), .needed("text", "mes"), .optional("sender", "sender"),
          .optional("time", "time"), .optional("repeat", "rpt"), .optional("times", "rptn"),
        ], acts: true),
      row("cancel-job", "stops a mailing", "jobs.php", ["cancel": "1"], [Self.id], acts: true),
      row("delete-job", "removes a mailing", "jobs.php", ["del": "1"], [Self.id], acts: true),
    ]
  }

  private var names: [InquiryTable.Row] {
    [
      row("senders", "Sender IDs and whether they are approved", "senders.php", ["get": "1"]),
      row(
        "add-sender", "asks for a Sender ID", "senders.php", ["add": "1"],
        [.needed("sender", "sender"), .optional("comment", "cmt")], acts: true),
      row(
        "delete-sender", "gives a Sender ID up", "senders.php", ["del": "1"], [.needed("sender", "sender")], acts: true),
      row("templates", "texts kept at SMSC", "templates.php", ["get": "1"]),
      row(
        "add-template", "keeps a text", "templates.php", ["add": "1"],
        [
          .needed("name", "name"), .needed("text", "msg"), .optional("sender", "sender"), .optional("format", "format"),
        ],
        acts: true),
      row(
        "change-template", "changes a text", "templates.php", ["chg": "1"],
        [Self.id, .optional("name", "name"), .optional("text", "msg"), .optional("sender", "sender")], acts: true),
      row("delete-template", "removes a text", "templates.php", ["del": "1"], [Self.id], acts: true),
      row("operator-templates", "texts approved by operators", "op_templates.php", ["get": "1"]),
    ]
  }
}
