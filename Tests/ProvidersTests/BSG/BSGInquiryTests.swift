import HTTP
import Messages
import Providers
import Testing

/// What an operator asks BSG: the request byte for byte, and what is shown of an answer.
struct BSGInquiryTests {
  private static let campaign =
    #"{"id":7,"name":"string","sender":"SHOP","status":"creation","statistics":{"delivered":0,"sent":0}}"#
  private static let row = [
    "id": "7", "name": "string", "sender": "SHOP", "status": "creation", "statistics.delivered": "0",
    "statistics.sent": "0",
  ]

  static let pairs: [InquiryPair] = [
    InquiryPair(
      "balance", [:], "GET http://h/api/accounts/balance",
      #"{"data":{"balance":"12.50","currency":"EUR","credit":"0"}}"#,
      [["balance": "12.50", "currency": "EUR", "credit": "0"]]),
    InquiryPair(
      "tariffs", [:], "GET http://h/api/accounts/tariff", #"{"data":[{"code":0,"name":"usual"}]}"#,
      [["code": "0", "name": "usual"]]),
    InquiryPair("senders", [:], "GET http://h/api/senders", #"{"data":[{"name":"SHOP"}]}"#, [["name": "SHOP"]]),
    InquiryPair(
      "groups", ["rows": "15"], "GET http://h/api/groups?page%5Blimit%5D=15", #"{"data":[{"id":9,"name":"people"}]}"#,
      [["id": "9", "name": "people"]]),
    InquiryPair(
      "campaigns", ["offset": "0"], "GET http://h/api/campaigns?page%5Boffset%5D=0", #"{"data":[\#(campaign)]}"#, [row]),
    InquiryPair("campaign", ["id": "7"], "GET http://h/api/campaigns/7", #"{"data":\#(campaign)}"#, [row]),
    InquiryPair(
      "campaign-detail", ["id": "7"], "GET http://h/api/campaigns/7/detail", #"{"data":\#(campaign)}"#, [row]),
    InquiryPair(
      "messages", ["campaign": "7"], "GET http://h/api/messages?filter%5Bcampaign_id%5D=7",
      #"{"data":[{"id":1,"reference_id":"5","status":"sent","amount":{"value":"0.01","currency":"EUR"}}]}"#,
      [["id": "1", "reference_id": "5", "status": "sent", "amount.value": "0.01", "amount.currency": "EUR"]]),
    InquiryPair("stop-campaign", ["id": "7"], "PATCH http://h/api/campaigns/7/stop", #"{"data":\#(campaign)}"#, [row]),
    InquiryPair(
      "price", ["phones": "375291234567", "text": "t", "sender": "SHOP"],
      "POST http://h/api/campaigns/price\n{\"sender\":\"SHOP\",\"text\":\"t\",\"tariff_code\":0,"
        + "\"messages\":[{\"phone\":375291234567,\"text\":\"t\",\"sender\":\"SHOP\"}]}",
      #"{"data":{"price":"0.01","currency":"EUR"}}"#, [["price": "0.01", "currency": "EUR"]]),
  ]

  @Test(arguments: pairs)
  func inquiry(pair: InquiryPair) {
    let walk = Walk(
      Sample.bsg().ask(pair.name, arguments: pair.given, context: Sample.authorized), [ok(pair.answer)])
    #expect(walk.requests.map(\.golden) == [pair.request])
    #expect(walk.outcome == .rows(pair.rows))
  }

  @Test func everyInquiryHasItsPair() {
    #expect(Set(Self.pairs.map(\.name)) == Set(Sample.bsg().inquiries.map(\.name)))
  }
}
