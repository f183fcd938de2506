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

  @Test(
    arguments: [
      ("balance", [:], "GET http://h/api/v1/getBalance?token=t"),
      ("limit", [:], "GET http://h/api/v1/getLimit?token=t"),
      ("senders", [:], "GET http://h/api/v1/getAlphanames?token=t"),
      ("sender-id", ["name": "SHOP"], "GET http://h/api/v1/getAlphanameId?token=t&name=SHOP"),
      ("sender-categories", [:], "GET http://h/api/v1/getAlphanameCategory?token=t"),
      ("viber-senders", [:], "GET http://h/api/v1/getVibernames?token=t"),
      (
        "prepared", ["offset": "0", "rows": "5"],
        "GET http://h/api/v1/getMessagesList?token=t&limit_offset=0&limit_rows=5"
      ),
      ("prepare", ["text": "x"], "GET http://h/api/v1/createSmsMessage?token=t&message=x"),
      ("prepared-status", ["id": "3"], "GET http://h/api/v1/checkSMSMessageStatus?token=t&message_id=3"),
      ("deliveries", ["id": "3"], "GET http://h/api/v1/getSmsDeliveryList?token=t&message_id=3"),
      ("mailings", ["type": "API"], "GET http://h/api/v1/getSMSMessages?token=t&type=API"),
      ("sms", ["id": "3"], "GET http://h/api/v1/checkSMS?token=t&sms_id=3"),
      ("bulk", ["uuid": "u"], "POST http://h/api/v1/statusBulkSms?token=t&uuid=u"),
      ("viber-bulk", ["uuid": "u"], "POST http://h/api/v1/statusBulkViber?token=t&uuid=u"),
      ("viber-mailings", [:], "POST http://h/api/v2/getViberMessages?token=t"),
      ("viber-mailing", ["id": "3"], "POST http://h/api/v2/getViberMessageData?token=t\nmessage_id=3"),
      ("viber-deliveries", ["id": "3"], "POST http://h/api/v2/getViberDeliveryList\ntoken=t&message_id=3"),
      ("viber", ["id": "3"], "POST http://h/api/v2/getViberDeliveryData\ntoken=t&message_id=3"),
      ("viber-replies", ["id": "3"], "POST http://h/api/v2/getNewIncomingMessages\ntoken=t&message_id=3"),
      ("viber-read", ["ids": "3"], "POST http://h/api/v2/readResponseStatus\ntoken=t&incoming_messages=3"),
      ("lists", [:], "POST http://h/api/v2/getSubscriberLists\ntoken=t"),
      ("create-list", ["name": "n"], "POST http://h/api/v2/createSubscriberList\ntoken=t&name=n"),
      (
        "import", ["list": "7", "phones": "375291,375292"],
        "POST http://h/api/v2/importContacts\ntoken=t&list_id=7&field_names%5B0%5D=phone&data%5B0%5D%5B0%5D=375291&data%5B1%5D%5B0%5D=375292"
      ),
      ("list-mailing", ["id": "3"], "POST http://h/api/v1/confirmSendMessageByList\ntoken=t&message_id=3&confirm=0"),
    ] as [(String, [String: String], String)])
  func inquiry(name: String, arguments: [String: String], golden: String) {
    let walk = Walk(provider.ask(name, arguments: arguments, context: Sample.context), [])
    #expect(walk.requests.map(\.golden) == [golden])
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
