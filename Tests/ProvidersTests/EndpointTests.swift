import FoundationEssentials
import HTTP
import Messages
import Providers
import Testing

/// Every endpoint that the providers' documents name is called by something that a user can do, and has a row in the
/// provider's page. What the calls look like stands in the golden tests of each provider.
struct EndpointTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var kind: String
    /// What the path ends in, or for SMSC `page?field`.
    var endpoint: String
    var testDescription: String { kind + " " + endpoint }

    init(_ kind: String, _ endpoint: String) {
      self.kind = kind
      self.endpoint = endpoint
    }
  }

  static let table: [Row] =
    [
      "v1/sendQuickSMS", "v1/sendBulkSms", "v1/statusBulkSms", "v1/createSmsMessage", "v1/checkSMSMessageStatus",
      "v1/sendSMS", "v1/checkSMS", "v1/getMessagesList", "v1/getSmsDeliveryList", "v1/sendSmsList",
      "v1/confirmSendMessageByList", "v1/getSMSMessages", "v1/sendOtpTelegram", "v1/sendOtpWhatsApp",
      "v1/getAlphanames", "v1/getBalance", "v1/getLimit", "v1/sendBulkViber", "v1/statusBulkViber",
      "v2/sendQuickViberMessage", "v2/getViberDeliveryData", "v2/sendViberMessageList", "v2/confirmViberMessage",
      "v2/getViberMessages", "v2/getViberMessageData", "v2/getViberDeliveryList", "v2/getNewIncomingMessages",
      "v2/readResponseStatus",
    ].map { Row("sms.by", $0) }
    + [
      "send.php?phones", "send.php?list", "send.php?flash", "send.php?mms", "send.php?mail", "send.php?call",
      "send.php?viber", "send.php?hlr", "send.php?ping", "status.php", "status.php?del", "balance.php",
      "info.php?get_operator", "get.php?get_answers", "get.php?get_messages", "jobs.php?add", "jobs.php?get_all",
      "jobs.php?cancel", "jobs.php?del", "phones.php?get", "phones.php?add", "phones.php?get_group",
      "phones.php?add_group", "phones.php?get_black", "phones.php?add_black", "templates.php?get", "templates.php?add",
      "senders.php?get",
    ].map { Row("smsc", $0) }
    + [
      "auth/login", "auth/refresh", "campaigns/sms/send", "campaigns/sms/send-groups", "campaigns/sms/send-individual",
      "campaigns/{id}/stop", "messages", "campaigns", "campaigns/{id}", "accounts/balance", "campaigns/price",
    ].map { Row("bsg", $0) }

  private static func provider(_ kind: String, isCheckable: Bool = false) -> (any Provider)? {
    var settings = ProviderSettings(name: "p")
    settings.token = "t"
    settings.login = "alex"
    settings.password = "123"
    settings.senders = kind == "sms.by" ? ["*": "0"] : [:]
    settings.viberSenders = ["*": "1"]
    settings.isCheckable = isCheckable
    settings.asksIncoming = true
    if kind == "bsg" { settings.apiKey = "k" }
    return try? ProviderCatalogue.make(kind: kind, settings: settings)
  }

  /// A kind answer to anything.
  private static func answer(_ request: HTTPRequest) -> Exchanged {
    let path = request.target
    if path.contains("sendSmsList") || path.contains("sendViberMessageList") {
      return ok(#"{"status":"OK","message_id":9}"#)
    }
    if path.contains("List?") || path.hasSuffix("List") || path.contains("getViberMessages") {
      return ok(#"{"status":"OK","message_id":9,"result":[{"message_id":9,"phone":"375291234567","status":"SENT"}]}"#)
    }
    if path.contains("sendBulk") { return ok(#"{"uuid":"u","success":"OK"}"#) }
    if path.contains("/api/auth") { return ok(#"{"bearer":"b"}"#) }
    if path.contains("/v2/") { return ok(#"{"status":"OK","result":{"message_id":9,"phone":"375291234567"}}"#) }
    if path.contains("/api/campaigns") { return ok(#"{"data":{"id":7,"name":"c","status":"done"}}"#) }
    return ok(#"{"status":"ok","id":"5","cnt":1,"message_id":9,"sms_id":8,"data":[]}"#)
  }

  /// All requests that come of what a user can do: sending in each channel and shape, statuses, settling, taking back,
  /// reading replies, and every question of the console.
  private static func reached(_ kind: String) -> Set<String> {
    var found: Set<String> = []
    let context = ProviderContext(now: Sample.now, credential: "token")
    for isCheckable in [false, true] {
      guard let provider = provider(kind, isCheckable: isCheckable) else { return [] }
      func note<Outcome>(_ walk: Walk<Outcome>) {
        for request in walk.requests { found.formUnion(names(request, kind)) }
      }
      var batches = [Sample.messages(2), Sample.messages(2, text: { _ in "one" })]
      for channel in Channel.allCases where provider.offer(for: channel) != nil {
        batches += [[Sample.message("12345", channel: channel)], Sample.messages(2, channel: channel)]
        batches.append([Sample.message("Hello", channel: channel, providerList: "4")])
      }
      batches.append([Sample.message(preparedText: PreparedText(provider: "p", id: "9"))])
      for batch in batches {
        let words = provider.note(for: batch, call: "call1")
        let walk = Walk(provider.send(batch, note: words, context: context), answer: { Self.answer($0) })
        note(walk)
        for word in [words] + walk.journals.compactMap(\.self) {
          note(Walk(provider.settle(batch, note: word, context: context), answer: { Self.answer($0) }))
        }
        for message in batch {
          guard case .accepted(let reference)? = walk.outcome?.outcomes[message.id] else { continue }
          let tracked = Sample.tracked(message, reference)
          note(Walk(provider.status(of: [tracked], context: context), answer: { Self.answer($0) }))
          note(Walk(provider.cancel(tracked, context: context), answer: { Self.answer($0) }))
        }
      }
      note(Walk(provider.incoming(cursor: nil, context: context), answer: { Self.answer($0) }))
      note(Walk(provider.markRead(providerIDs: ["1"], context: context), answer: { Self.answer($0) }))
      note(Walk(provider.authorize(context: Sample.context), answer: { Self.answer($0) }))
      note(Walk(provider.authorize(context: context), answer: { Self.answer($0) }))
      for inquiry in provider.inquiries {
        let given = inquiry.arguments.filter { !$0.hasSuffix("?") }.map { ($0, "375291234567") }
        let arguments = Dictionary(given, uniquingKeysWith: { first, _ in first })
        note(Walk(provider.ask(inquiry.name, arguments: arguments, context: context), answer: { Self.answer($0) }))
      }
    }
    return found
  }

  /// Under which endpoints of the table a request counts.
  private static func names(_ request: HTTPRequest, _ kind: String) -> [String] {
    let path = request.target.split(separator: "?")[0].split(separator: "/").map(String.init)
    switch kind {
    case "sms.by": return [path.suffix(2).joined(separator: "/")]
    case "smsc":
      let page = path.last ?? ""
      return [page] + request.fields.fields.map { page + "?" + $0.name }
    default:
      let tail = path.drop { $0 != "api" }.dropFirst().map { UInt64($0) == nil ? $0 : "{id}" }
      return [tail.joined(separator: "/")]
    }
  }

  private static let everything = Dictionary(
    uniqueKeysWithValues: ["sms.by", "smsc", "bsg"].map { ($0, reached($0)) })

  @Test(arguments: table)
  func aUserReachesIt(row: Row) {
    #expect(Self.everything[row.kind]?.contains(row.endpoint) ?? false, "nothing calls \(row.endpoint)")
  }

  @Test(arguments: table)
  func itHasARowInTheProvidersPage(row: Row) throws {
    let page =
      switch row.kind {
      case "sms.by": "smsby.md"
      case "smsc": "smsc.md"
      default: "bsg.md"
      }
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/providers/\(page)")
    let bytes = try #require(FileManager.default.contents(atPath: file.path))
    let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("|") }
    let words = row.endpoint.split(separator: "?").map(String.init)
    let shown = words[0].split(separator: "{id}").last.map(String.init) ?? words[0]
    #expect(rows.contains { $0.contains(shown) }, "no row for \(shown)")
  }
}
