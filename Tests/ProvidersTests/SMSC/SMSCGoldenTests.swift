import HTTP
import Messages
import Providers
import Testing

struct SMSCGoldenTests {
  let provider = SMSCProvider(
    name: "smsc", settings: SMSCSettings(url: "http://h/", login: "alex", password: "123"))
  static let login = "login=alex&psw=123&fmt=3&charset=utf-8"

  func send(_ batch: [Message], _ answers: Exchanged...) -> Walk<SendReport> {
    Walk(
      provider.send(batch, note: provider.note(for: batch, call: "call/1"), context: Sample.context), answers)
  }

  func golden(_ page: String, _ rest: String) -> String { "POST http://h/sys/\(page)\n\(Self.login)&\(rest)" }

  @Test func aLoneMessageGoesUnderItsOwnID() {
    let message = Sample.message()
    let walk = send([message], ok(#"{"id":"100000000000000001","cnt":1}"#))
    #expect(
      walk.requests.map(\.golden) == [
        golden(
          "send.php", "phones=375291234567&mes=Hello&id=100000000000000001&sender=SHOP&valid=24%3A00&op=1")
      ])
    #expect(
      walk.outcome == SendReport(outcomes: [message.id: .accepted(ProviderReference(message: "100000000000000001"))]))
  }

  @Test func manyTextsGoAsAListUnderTheCallsID() {
    let batch = Sample.messages(2)
    let walk = send(batch, ok(#"{"id":"call1","cnt":2}"#))
    #expect(
      walk.requests.map(\.golden) == [
        golden(
          "send.php",
          "list=375290000000%3Atext%200%0A375290000001%3Atext%201&id=call1&sender=SHOP&valid=24%3A00&op=1")
      ])
    #expect(walk.outcome?.outcomes[batch[1].id] == .accepted(ProviderReference(message: "call1")))
  }

  @Test func oneTextGoesToManyPhones() {
    let walk = send(Sample.messages(2, text: { _ in "a:b\nc" }))
    #expect(walk.requests[0].fields["phones"] == "375290000000,375290000001")
    #expect(walk.requests[0].fields["mes"] == "a:b\nc")
    #expect(walk.requests[0].fields["list"] == nil)
  }

  @Test(
    arguments: [
      (Channel.flash, "mes=Hello&id=100000000000000001&sender=SHOP&flash=1&valid=24%3A00&op=1"),
      (.mms, "mes=Hello&id=100000000000000001&sender=SHOP&mms=1&valid=24%3A00&op=1"),
      (.mail, "mes=Hello&id=100000000000000001&sender=SHOP&mail=1&valid=24%3A00&op=1"),
      (.voice, "mes=Hello&id=100000000000000001&sender=SHOP&call=1&valid=24%3A00&op=1"),
      (.viber, "mes=Hello&id=100000000000000001&sender=SHOP&viber=1&valid=24%3A00&op=1"),
      (.hlr, "id=100000000000000001&sender=SHOP&hlr=1&op=1"), (.ping, "id=100000000000000001&sender=SHOP&ping=1&op=1"),
    ] as [(Channel, String)])
  func everyChannelHasItsFlag(channel: Channel, rest: String) {
    let message = Sample.message(channel: channel)
    let walk = send(
      [message], ok(#"{"id":100000000000000001,"cnt":1,"phones":[{"phone":"375291234567","cost":"1.40"}]}"#))
    #expect(walk.requests.map(\.golden) == [golden("send.php", "phones=375291234567&" + rest)])
    #expect(
      walk.outcome?.outcomes[message.id] == .accepted(ProviderReference(message: "100000000000000001", cost: "1.40")))
  }

  @Test func anAddressStandsInPlaceOfThePhone() {
    let message = Sample.message(channel: .mail, mailAddress: "ann@example.test")
    let own = message.id.description
    let walk = send([message], ok("{\"id\":\(own),\"cnt\":1}"))
    #expect(walk.requests[0].fields["phones"] == "ann@example.test")
    #expect(walk.requests[0].fields["mail"] == "1")
    #expect(provider.take(from: [message, message][...]) == 1)
    let reference = ProviderReference(message: own, batch: "ann@example.test")
    #expect(walk.outcome?.outcomes[message.id] == .accepted(reference))
    let asked = Walk(
      provider.status(of: [Sample.tracked(message, reference)], context: Sample.context), [ok(#"{"status":1}"#)])
    #expect(asked.requests.map(\.golden) == [golden("status.php", "phone=ann%40example.test&id=\(own)")])
    #expect(asked.outcome?.reports.map(\.state) == [.delivered])
    let settled = Walk(provider.settle([message], note: own, context: Sample.context), [ok(#"{"status":0}"#)])
    #expect(settled.requests[0].fields["phone"] == "ann@example.test")
    #expect(settled.outcome?.sent == [message.id: reference])
  }

  @Test(
    arguments: [
      ("__HLR__", "hlr", nil), ("__PING__", "ping", nil), ("__CALL__ Hi", "call", "Hi"), ("__VIBER__Hi", "viber", "Hi"),
      ("__SOC__Hi", "soc", "Hi"),
    ] as [(String, String, String?)])
  func aPrefixChoosesTheChannel(text: String, flag: String, rest: String?) {
    let walk = send([Sample.message(text)])
    #expect(walk.requests[0].fields[flag] == "1")
    #expect(walk.requests[0].fields["mes"] == rest)
  }

  @Test func bytesGoAsHex() {
    let walk = send([Sample.message("", content: .binary([0, 0xAB, 0xFF]))])
    #expect(walk.requests[0].fields["mes"] == "00abff")
    #expect(walk.requests[0].fields["bin"] == "2")
  }

  @Test func aPictureGoesByItsAddressOrAsAFile() {
    let linked = send([Sample.message(content: .picture(url: "https://p/i.png"), channel: .mms)])
    #expect(linked.requests[0].fields["fileurl"] == "https://p/i.png")
    let file = Content.attachedPicture(name: "i.png", type: "image/png", bytes: [1, 2])
    let attached = send([Sample.message(content: file, channel: .mms)])
    let body = String(decoding: attached.requests[0].body, as: UTF8.self)
    #expect(body.contains("name=\"file1\"; filename=\"i.png\""))
    #expect(body.contains("name=\"login\"\r\n\r\nalex\r\n"))
  }

  @Test func aGroupGoesByItsNumber() {
    let message = Sample.message(providerList: "12")
    #expect(send([message]).requests[0].fields["phones"] == "G12")
    #expect(provider.take(from: [message, Sample.message(2)][...]) == 1)
    #expect(isNone(provider.settle([message], note: "1", context: Sample.context)))
  }

  @Test func elevenDigitsThatBeginWithEightKeepTheirPlus() {
    #expect(send([Sample.message(to: "85291234567")]).requests[0].fields["phones"] == "+85291234567")
    #expect(send([Sample.message(to: "861312345678")]).requests[0].fields["phones"] == "861312345678")
  }

  @Test(
    arguments: [
      (Duration.seconds(1), "00:01"), (.seconds(60), "00:01"), (.seconds(61), "00:02"), (.seconds(86_400), "24:00"),
      (.seconds(86_401), "24:00"), (.seconds(-5), "00:01"),
    ] as [(Duration, String)])
  func validityIsRoundedUpWithinItsLimits(left: Duration, text: String) {
    #expect(send([Sample.message(validFor: left)]).requests[0].fields["valid"] == text)
  }

  @Test func theKeyStandsInPlaceOfTheLogin() {
    let keyed = SMSCProvider(
      name: "smsc", settings: SMSCSettings(url: "http://h", login: "", password: "", apiKey: "k"))
    let walk = Walk(keyed.send([Sample.message()], note: "1", context: Sample.context), [])
    #expect(walk.requests[0].fields["apikey"] == "k")
    #expect(walk.requests[0].fields["login"] == nil)
  }

  // MARK: Batches

  @Test func aBatchIsOneShapeAndNoPhoneTwice() {
    let batch = Sample.messages(1_001)
    #expect(provider.take(from: batch[...]) == 1_000)
    var mixed = batch
    mixed[3] = Sample.message(9, to: batch[1].recipient.digits)
    #expect(provider.take(from: mixed[...]) == 3)
    mixed[2] = Sample.message(9, to: "3751", from: "BANK")
    #expect(provider.take(from: mixed[...]) == 2)
    mixed[1] = Sample.message(9, to: "3751", "two\nlines")
    #expect(provider.take(from: mixed[...]) == 1)
    mixed[0] = Sample.message(8, to: "3752", "two\nlines")
    #expect(provider.take(from: mixed[...]) == 2)
    #expect(provider.take(from: []) == 0)
  }

  @Test func theOwnIDHasFortyCharactersOfItsAlphabet() {
    let batch = Sample.messages(2)
    #expect(provider.note(for: batch, call: "a b/c:д-1_2.3") == "abc-1_2.3")
    #expect(provider.note(for: batch, call: String(repeating: "x", count: 41)).utf8.count == 40)
    #expect(provider.note(for: batch, call: "/") == batch[0].id.description)
    #expect(provider.note(for: [batch[0]], call: "x") == batch[0].id.description)
  }

  // MARK: Other pages

  @Test func aMessageIsDeletedByIDAndPhone() {
    let tracked = Sample.tracked(Sample.message(), ProviderReference(message: "77"))
    let step = provider.cancel(tracked, context: Sample.context)
    let walk = Walk(step, [ok(#"{"result":"OK"}"#)])
    #expect(walk.requests.map(\.golden) == [golden("status.php", "phone=375291234567&id=77&del=1")])
    #expect(walk.outcome == true)
    #expect(Walk(step, [ok("OK")]).outcome == true)
    #expect(Walk(step, [ok(#"{"error":"delete error","error_code":5}"#)]).outcome == false)
    #expect(Walk(step, [ok("<html>")]).outcome == false)
  }

  @Test func incomingMessagesAreReadBehindTheCursor() {
    let answer = ok(
      #"[{"id":"11","received":"14.11.2023 22:13:20","phone":"375291111111","message":"Да","to_phone":"375447770000","sent":"14.11.2023 22:13:00"},{"id":9}]"#
    )
    let first = Walk(provider.incoming(cursor: nil, context: Sample.context), [answer])
    #expect(first.requests.map(\.golden) == [golden("get.php", "get_answers=1&cnt=1000&hour=72")])
    #expect(
      first.outcome
        == IncomingAnswer(
          items: [
            IncomingAnswer.Item(
              providerID: "11", from: "375291111111", to: "375447770000", text: "Да",
              at: Timestamp(seconds: 1_699_989_200))
          ], cursor: "11"))
    let next = Walk(
      provider.incoming(cursor: "11", context: Sample.context), [ok(#"{"error":"no","error_code":3}"#)])
    #expect(next.requests.map(\.golden) == [golden("get.php", "get_answers=1&cnt=1000&after_id=11")])
    #expect(next.outcome == IncomingAnswer(cursor: "11"))
  }

  /// A question, its page and fields, an answer as the vendor's clients know it, and what is shown of it.
  struct Pair: Sendable, CustomTestStringConvertible {
    var name: String
    var given: [String: String]
    var page: String
    var fields: String
    var answer: String
    var rows: [[String: String]]
    var testDescription: String { name }

    init(
      _ name: String, _ given: [String: String], _ page: String, _ fields: String, _ answer: String,
      _ rows: [[String: String]]
    ) {
      (self.name, self.given, self.page) = (name, given, page)
      (self.fields, self.answer, self.rows) = (fields, answer, rows)
    }

    /// What was made has a number.
    static func made(_ name: String, _ given: [String: String], _ page: String, _ fields: String) -> Pair {
      Pair(name, given, page, fields, #"{"id":7}"#, [["id": "7"]])
    }

    static func done(_ name: String, _ given: [String: String], _ page: String, _ fields: String) -> Pair {
      Pair(name, given, page, fields, #"{"result":"OK"}"#, [["result": "OK"]])
    }

    /// As some pages say it, whatever format was asked for.
    static func plain(_ name: String, _ given: [String: String], _ page: String, _ fields: String) -> Pair {
      Pair(name, given, page, fields, "OK", [["answer": "OK"]])
    }
  }

  static let account: [Pair] = [
    Pair(
      "balance", [:], "balance.php", "cur=1", #"{"balance":"100.50","credit":"0","currency":"RUR"}"#,
      [["balance": "100.50", "credit": "0", "currency": "RUR"]]),
    Pair(
      "operator", ["phone": "375"], "info.php", "get_operator=1&phone=375",
      #"{"country":"Belarus","operator":"A1","mcc":"257","mnc":"01"}"#,
      [["country": "Belarus", "operator": "A1", "mcc": "257", "mnc": "01"]]),
    Pair(
      "price", ["phones": "375", "text": "t"], "send.php", "cost=1&phones=375&mes=t", #"{"cost":"1.40","cnt":1}"#,
      [["cost": "1.40", "cnt": "1"]]),
    Pair(
      "status", ["phone": "375", "id": "7"], "status.php", "all=2&phone=375&id=7",
      #"{"status":1,"last_timestamp":1700000000,"err":0,"cost":"1.40","operator":"A1"}"#,
      [["status": "1", "last_timestamp": "1700000000", "err": "0", "cost": "1.40", "operator": "A1"]]),
    Pair(
      "history", ["from": "01.11.2023", "to": "02.11.2023"], "get.php",
      "get_messages=1&start=01.11.2023&end=02.11.2023",
      #"[{"status":1,"phone":"375","message":"t","int_id":9,"sms_cnt":1}]"#,
      [["status": "1", "phone": "375", "message": "t", "int_id": "9", "sms_cnt": "1"]]),
    Pair(
      "incoming", ["hours": "5"], "get.php", "get_answers=1&hour=5",
      #"[{"id":11,"phone":"375","message":"Yes","to_phone":"7"}]"#,
      [["id": "11", "phone": "375", "message": "Yes", "to_phone": "7"]]),
    Pair(
      "statistics", ["from": "01.11.2023", "to": "02.11.2023"], "get.php", "get_stat=1&start=01.11.2023&end=02.11.2023",
      #"[{"credit":"0","debit":"1.40"}]"#, [["credit": "0", "debit": "1.40"]]),
    Pair(
      "rates", [:], "get.php", "get_price=1", #"[{"country":"Belarus","cost":"1.40"}]"#,
      [["country": "Belarus", "cost": "1.40"]]),
    Pair("link", ["id": "7"], "tinyurls.php", "get_stat=1&id=7", #"[{"id":7,"cnt":3}]"#, [["id": "7", "cnt": "3"]]),
  ]

  static let contacts: [Pair] = [
    Pair(
      "contacts", ["group": "3"], "phones.php", "get=1&grp=3", #"[{"phone":"375","name":"A","group":3,"tags":"x"}]"#,
      [["phone": "375", "name": "A", "group": "3", "tags": "x"]]),
    .made("add-contact", ["phone": "375", "name": "A", "tags": "x"], "phones.php", "add=1&phone=375&name=A&tags=x"),
    .done("change-contact", ["phone": "375"], "phones.php", "chg=1&phone=375"),
    .done("delete-contact", ["phone": "375"], "phones.php", "del=1&phone=375"),
    Pair(
      "groups", [:], "phones.php", "get_group=1", #"[{"id":1,"name":"staff","number":12,"cnt":3}]"#,
      [["id": "1", "name": "staff", "number": "12", "cnt": "3"]]),
    .made("add-group", ["name": "g"], "phones.php", "add_group=1&name=g"),
    .done("change-group", ["group": "3", "name": "h"], "phones.php", "chg_group=1&grp=3&name=h"),
    .done("delete-group", ["group": "3"], "phones.php", "del_group=1&grp=3"),
    .done("move-group", ["how": "1", "group": "3", "phone": "375"], "phones.php", "move_group=1&grp=3&phone=375"),
    Pair(
      "black-list", [:], "phones.php", "get_black=1", #"[{"id":5,"phone":"375291111111","type":1,"comment":"no ads"}]"#,
      [["id": "5", "phone": "375291111111", "type": "1", "comment": "no ads"]]),
    .made("block", ["phone": "375", "type": "1"], "phones.php", "add_black=1&phone=375&type=1"),
    .done("unblock", ["phone": "375"], "phones.php", "del_black=1&phone=375"),
  ]

  static let mailings: [Pair] = [
    Pair(
      "jobs", ["from": "01.11.2023", "to": "02.11.2023"], "jobs.php", "get_all=1&start=01.11.2023&end=02.11.2023",
      #"[{"id":7,"name":"n","status":"active"}]"#, [["id": "7", "name": "n", "status": "active"]]),
    Pair(
      "job", ["id": "7"], "jobs.php", "get=1&id=7", #"{"id":7,"name":"n","status":"active"}"#,
      [["id": "7", "name": "n", "status": "active"]]),
    Pair(
      "add-job", ["name": "n", "phones": "375", "text": "t"], "jobs.php", "add=1&name=n&phones=375&mes=t",
      #"{"id":7,"cost":"1.40"}"#, [["id": "7", "cost": "1.40"]]),
    .plain("cancel-job", ["id": "7"], "jobs.php", "cancel=1&id=7"),
    .plain("delete-job", ["id": "7"], "jobs.php", "del=1&id=7"),
  ]

  static let names: [Pair] = [
    Pair("senders", [:], "senders.php", "get=1", #"[{"sender":"SHOP"}]"#, [["sender": "SHOP"]]),
    .made("add-sender", ["sender": "S"], "senders.php", "add=1&sender=S"),
    .done("delete-sender", ["sender": "S"], "senders.php", "del=1&sender=S"),
    Pair(
      "templates", [:], "templates.php", "get=1", #"[{"id":7,"name":"n","msg":"t"}]"#,
      [["id": "7", "name": "n", "msg": "t"]]),
    .made("add-template", ["name": "n", "text": "t"], "templates.php", "add=1&name=n&msg=t"),
    .done("change-template", ["id": "7", "text": "t"], "templates.php", "chg=1&id=7&msg=t"),
    .done("delete-template", ["id": "7"], "templates.php", "del=1&id=7"),
    Pair(
      "operator-templates", [:], "op_templates.php", "get=1", #"[{"id":1,"template":"Your code %d"}]"#,
      [["id": "1", "template": "Your code %d"]]),
  ]

  @Test(arguments: account + contacts + mailings + names)
  func inquiry(pair: Pair) {
    let walk = Walk(provider.ask(pair.name, arguments: pair.given, context: Sample.context), [ok(pair.answer)])
    #expect(walk.requests.map(\.golden) == [golden(pair.page, pair.fields)])
    #expect(walk.outcome == .rows(pair.rows))
  }

  @Test func everyInquiryHasItsPair() {
    let pairs = Self.account + Self.contacts + Self.mailings + Self.names
    #expect(Set(pairs.map(\.name)) == Set(provider.inquiries.map(\.name)))
  }

  @Test(
    arguments: [
      (#"{"balance":"100.50","currency":"RUR"}"#, InquiryAnswer.rows([["balance": "100.50", "currency": "RUR"]])),
      (
        #"[{"id":1,"name":"staff","number":12,"cnt":3},{"id":2,"name":"all","number":13,"cnt":0}]"#,
        .rows([
          ["id": "1", "name": "staff", "number": "12", "cnt": "3"],
          ["id": "2", "name": "all", "number": "13", "cnt": "0"],
        ])
      ),
      (
        #"[{"id":5,"phone":"375291111111","type":1,"comment":"no ads"}]"#,
        .rows([["id": "5", "phone": "375291111111", "type": "1", "comment": "no ads"]])
      ),
      (#"{"error":"authorise error","error_code":2}"#, .failed("error 2: authorise error")),
      ("ERROR = 2 (authorise error)", .failed("ERROR = 2 (authorise error)")), ("OK", .rows([["answer": "OK"]])),
      ("Status = 1, check_time = 5, err = 0", .rows([["Status": "1", "check_time": "5", "err": "0"]])),
      ("", .rows([])),
    ] as [(String, InquiryAnswer)])
  func answersBecomeRows(body: String, answer: InquiryAnswer) {
    let walk = Walk(provider.ask("groups", arguments: [:], context: Sample.context), [ok(body)])
    #expect(walk.outcome == answer)
  }
}
