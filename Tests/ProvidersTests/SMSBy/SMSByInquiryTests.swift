import HTTP
import Messages
import Providers
import Testing

/// What is asked of sms.by beside sending, as its documents have it: the request byte for byte, and what its sample answer means.
struct SMSByInquiryTests {
  let provider = Sample.smsby()

  // MARK: Incoming

  @Test func repliesAreReadMailingByMailing() {
    let walk = Walk(
      provider.incoming(cursor: nil, context: Sample.context),
      [
        ok(#"{"status":"OK","result":[{"message_id":8483},{"message_id":8495}]}"#),
        ok(
          #"{"status":"OK","result":[{"id":"1234","phone":"375293332211","message":"Yes","d_receiver":"2022-09-01 10:39:45"}]}"#
        ),
        ok(#"{"status":"OK","result":[]}"#),
      ])
    #expect(
      walk.requests.map(\.golden) == [
        "POST http://h/api/v2/getViberMessages?token=t\nlimit_offset=0&limit_rows=20",
        "POST http://h/api/v2/getNewIncomingMessages\ntoken=t&message_id=8483",
        "POST http://h/api/v2/getNewIncomingMessages\ntoken=t&message_id=8495",
      ])
    #expect(
      walk.outcome?.items == [
        IncomingAnswer.Item(
          providerID: "1234", from: "375293332211", to: "", text: "Yes", at: Timestamp(seconds: 1_662_017_985))
      ])
    #expect(walk.outcome?.cursor == "0")
  }

  @Test func repliesAreMarkedAsRead() {
    let walk = Walk(
      provider.markRead(providerIDs: ["1", "2", "3"], context: Sample.context),
      [ok(#"{"status": "OK","result": "Number of flagged messages: 3"}"#)])
    #expect(
      walk.requests.map(\.golden) == [
        "POST http://h/api/v2/readResponseStatus\ntoken=t&incoming_messages=1%2C2%2C3"
      ])
    #expect(walk.outcome == true)
  }

  // MARK: Inquiries

  private static let statuses =
    #"[{"message_id":1,"name":"mailing list 1","alphaname_id":1,"success":[{"delivery_id":1,"phone":"375291111111","status":"DELIVERED","status_time":"2024-10-16 22:52:42.497994"}]}]"#
  private static let statusRow = [
    "message_id": "1", "name": "mailing list 1", "alphaname_id": "1", "success.0.delivery_id": "1",
    "success.0.phone": "375291111111", "success.0.status": "DELIVERED",
    "success.0.status_time": "2024-10-16 22:52:42.497994",
  ]
  private static let viberMailing =
    #"{"message_id":8483,"message_type":"TEXT","message":"Test message","status":"SENT","d_create":"2024-02-01 10:10:35","cost":"0.04900 EUR"}"#
  private static let viberRow = [
    "message_id": "8483", "message_type": "TEXT", "message": "Test message", "status": "SENT",
    "d_create": "2024-02-01 10:10:35", "cost": "0.04900 EUR",
  ]

  static let account: [InquiryPair] = [
    InquiryPair(
      "balance", [:], "GET http://h/api/v1/getBalance?token=t",
      #"{"status":"OK","currency":"BYN","result":[{"balance":"2.86600","viber_balance":"0.00000"}]}"#,
      [["balance": "2.86600", "viber_balance": "0.00000"]]),
    InquiryPair("limit", [:], "GET http://h/api/v1/getLimit?token=t", #"{"limit": 141}"#, [["limit": "141"]]),
    InquiryPair(
      "senders", [:], "GET http://h/api/v1/getAlphanames?token=t",
      #"{"0":"System name (SMS.by)","1363":"VasheImya"}"#,
      [["id": "0", "name": "System name (SMS.by)"], ["id": "1363", "name": "VasheImya"]]),
    InquiryPair(
      "sender-id", ["name": "SHOP"], "GET http://h/api/v1/getAlphanameId?token=t&name=SHOP", #"{"id":1363}"#,
      [["id": "1363"]]),
    InquiryPair(
      "sender-categories", [:], "GET http://h/api/v1/getAlphanameCategory?token=t",
      #"{"status":"OK","result":[{"id":1,"name":"Trade"}]}"#, [["id": "1", "name": "Trade"]]),
    InquiryPair(
      "viber-senders", [:], "GET http://h/api/v1/getVibernames?token=t", #"{"444":"Shop"}"#,
      [["id": "444", "name": "Shop"]]),
  ]

  static let texts: [InquiryPair] = [
    InquiryPair(
      "prepared", ["offset": "0", "rows": "5"],
      "GET http://h/api/v1/getMessagesList?token=t&limit_offset=0&limit_rows=5",
      #"{"result":[{"message_id":2564327,"message":"68755","parts":1,"d_create":"2021-03-22 11:32:32","status":"moderated"}]}"#,
      [
        [
          "message_id": "2564327", "message": "68755", "parts": "1", "d_create": "2021-03-22 11:32:32",
          "status": "moderated",
        ]
      ]),
    InquiryPair(
      "prepare", ["text": "x"], "GET http://h/api/v1/createSmsMessage?token=t&message=x",
      #"{"status":"ok","parts":1,"len":31,"message_id":2604834,"alphaname":"system","time":0}"#,
      [["status": "ok", "parts": "1", "len": "31", "message_id": "2604834", "alphaname": "system", "time": "0"]]),
    InquiryPair(
      "prepared-status", ["id": "3"], "GET http://h/api/v1/checkSMSMessageStatus?token=t&message_id=3",
      #"{"message_id":3,"status":"moderated"}"#, [["message_id": "3", "status": "moderated"]]),
    InquiryPair(
      "deliveries", ["id": "3"], "GET http://h/api/v1/getSmsDeliveryList?token=t&message_id=3",
      #"{"result":[{"phone":375293332211,"status":"delivered","d_sent":"2021-03-22 11:32:32"}]}"#,
      [["phone": "375293332211", "status": "delivered", "d_sent": "2021-03-22 11:32:32"]]),
    InquiryPair(
      "mailings", ["type": "API"], "GET http://h/api/v1/getSMSMessages?token=t&type=API",
      #"{"status":"success","data":[{"id":1173020,"name":"Notification","d_create":1614154034,"parts":"27631","count_phones":27631,"cost":"718.40600"}]}"#,
      [
        [
          "id": "1173020", "name": "Notification", "d_create": "1614154034", "parts": "27631", "count_phones": "27631",
          "cost": "718.40600",
        ]
      ]),
    InquiryPair(
      "sms", ["id": "3"], "GET http://h/api/v1/checkSMS?token=t&sms_id=3",
      #"{"sms_id":2637396,"sent":1616407661,"delivered":1616407673}"#,
      [["sms_id": "2637396", "sent": "1616407661", "delivered": "1616407673"]]),
    InquiryPair("bulk", ["uuid": "u"], "POST http://h/api/v1/statusBulkSms?token=t&uuid=u", statuses, [statusRow]),
  ]

  static let viber: [InquiryPair] = [
    InquiryPair(
      "viber-bulk", ["uuid": "u"], "POST http://h/api/v1/statusBulkViber?token=t&uuid=u",
      #"[{"errors":["mailing list 3: Content url is not valid"]}]"#,
      [["errors.0": "mailing list 3: Content url is not valid"]]),
    InquiryPair(
      "viber-mailings", [:], "POST http://h/api/v2/getViberMessages?token=t",
      #"{"status":"OK","result":[\#(viberMailing)]}"#, [viberRow]),
    InquiryPair(
      "viber-mailing", ["id": "3"], "POST http://h/api/v2/getViberMessageData?token=t\nmessage_id=3",
      #"{"status":"OK","result":\#(viberMailing)}"#, [viberRow]),
    InquiryPair(
      "viber-deliveries", ["id": "3"], "POST http://h/api/v2/getViberDeliveryList\ntoken=t&message_id=3",
      #"{"status":"OK","result":[{"delivery_id":101,"phone":"375293332212","status":"READ","error_code":0}]}"#,
      [["delivery_id": "101", "phone": "375293332212", "status": "READ", "error_code": "0"]]),
    InquiryPair(
      "viber", ["id": "3"], "POST http://h/api/v2/getViberDeliveryData\ntoken=t&message_id=3",
      #"{"status":"OK","result":{"phone":"375293332211","status":"READ","error_code":0}}"#,
      [["phone": "375293332211", "status": "READ", "error_code": "0"]]),
    InquiryPair(
      "viber-replies", ["id": "3"], "POST http://h/api/v2/getNewIncomingMessages\ntoken=t&message_id=3",
      #"{"status":"OK","result":[{"id":"1236","phone":"375293332212","message":"Yes","d_receiver":"2022-09-01 11:29:50"}]}"#,
      [["id": "1236", "phone": "375293332212", "message": "Yes", "d_receiver": "2022-09-01 11:29:50"]]),
    InquiryPair(
      "viber-read", ["ids": "1,2,3"],
      "POST http://h/api/v2/readResponseStatus\ntoken=t&incoming_messages=1%2C2%2C3",
      #"{"status":"OK","result":"Number of flagged messages: 3"}"#,
      [["status": "OK", "result": "Number of flagged messages: 3"]]),
  ]

  static let lists: [InquiryPair] = [
    InquiryPair(
      "lists", [:], "POST http://h/api/v2/getSubscriberLists\ntoken=t",
      #"{"status":"OK","result":[{"list_id":17,"name":"customers","count":4}]}"#,
      [["list_id": "17", "name": "customers", "count": "4"]]),
    InquiryPair(
      "create-list", ["name": "n"], "POST http://h/api/v2/createSubscriberList\ntoken=t&name=n",
      #"{"status":"OK","result":{"list_id":5}}"#, [["list_id": "5"]]),
    InquiryPair(
      "import", ["list": "7", "phones": "375291,375292"],
      "POST http://h/api/v2/importContacts\ntoken=t&list_id=7&field_names%5B0%5D=phone&data%5B0%5D%5B0%5D=375291&data%5B1%5D%5B0%5D=375292",
      #"{"status":"OK","result":{"inserted":2,"updated":0,"invalid":0,"log":[]}}"#,
      [["inserted": "2", "updated": "0", "invalid": "0"]]),
    InquiryPair(
      "list-mailing", ["id": "3"], "POST http://h/api/v1/confirmSendMessageByList\ntoken=t&message_id=3&confirm=0",
      #"{"status":"OK","message_id":3,"cost":"1.20"}"#, [["status": "OK", "message_id": "3", "cost": "1.20"]]),
  ]

  @Test(arguments: account + texts + viber + lists)
  func inquiry(pair: InquiryPair) {
    let walk = Walk(provider.ask(pair.name, arguments: pair.given, context: Sample.context), [ok(pair.answer)])
    #expect(walk.requests.map(\.golden) == [pair.request])
    #expect(walk.outcome == .rows(pair.rows))
  }

  @Test func everyInquiryHasItsPair() {
    let pairs = Self.account + Self.texts + Self.viber + Self.lists
    #expect(Set(pairs.map(\.name)) == Set(provider.inquiries.map(\.name)))
  }

  @Test(
    arguments: [
      (
        #"{"0":"System name (SMS.by)","1363":"VasheImya"}"#,
        [["id": "0", "name": "System name (SMS.by)"], ["id": "1363", "name": "VasheImya"]]
      ),
      (
        #"{"status":"OK","currency":"BYN","result":[{"balance":"2.86600","viber_balance":"0.00000"}]}"#,
        [["balance": "2.86600", "viber_balance": "0.00000"]]
      ),
      (#"{"limit": 141}"#, [["limit": "141"]]),
      (#"{"status":"OK","result":{"list_id":5}}"#, [["list_id": "5"]]),
      (
        #"{"status":"success","data":[{"id":1173020,"parts":"27631","cost":"718.40600"}]}"#,
        [["id": "1173020", "parts": "27631", "cost": "718.40600"]]
      ),
      ("null", []),
    ] as [(String, [[String: String]])])
  func answersBecomeRows(body: String, rows: [[String: String]]) {
    let walk = Walk(provider.ask("balance", arguments: [:], context: Sample.context), [ok(body)])
    #expect(walk.outcome == .rows(rows))
  }

  @Test func anErrorIsToldInItsWords() {
    let step = provider.ask("balance", arguments: [:], context: Sample.context)
    #expect(Walk(step, [ok(#"{"error":"not found"}"#)]).outcome == .failed("not found"))
    #expect(Walk(step, [ok("", status: 500)]).outcome == .failed("HTTP 500"))
  }
}
