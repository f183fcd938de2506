/// What the routes of the API answer, for `docs/openapi.yaml`: an object a row, closed, so that a member that is not named
/// here is one too many.
struct OpenAPISchema {
  /// A member of an object; one that ends in `?` may be missing.
  typealias Member = (name: String, type: String)

  let name: String
  let members: [Member]

  init(_ name: String, _ members: KeyValuePairs<String, String>) {
    self.name = name
    self.members = members.map { ($0.key, $0.value) }
  }

  /// The schema as lines of YAML under `components: schemas:`.
  var lines: [String] {
    let needed = members.map(\.name).filter { !$0.hasSuffix("?") }
    var lines = ["    \(name):", "      type: object", "      additionalProperties: false"]
    if !needed.isEmpty { lines.append("      required: [\(needed.joined(separator: ", "))]") }
    lines.append("      properties:")
    for member in members {
      let name = member.name.hasSuffix("?") ? String(member.name.dropLast()) : member.name
      lines.append("        \(name): \(member.type)")
    }
    return lines
  }

  /// What a route answers when it did what was asked; nil for what is no JSON.
  static func answer(of operation: AdminOperation) -> String? {
    switch operation {
    case .metrics, .health, .readiness, .console, .asset, .callback, .callbackPost: nil
    case .listMessages: "Messages"
    case .showMessage: "Life"
    case .sendMessage: "Sent"
    case .cancelMessage, .replayMessage, .holdMessage, .releaseMessage, .resumeProvider, .stopProvider: "Done"
    case .listSessions: "Sessions"
    case .listProviders: "Providers"
    case .listInquiries: "Inquiries"
    case .askProvider: "Rows"
    case .reload: "Reload"
    case .tally: "Tally"
    case .incoming: "Incoming"
    case .rejected: "Rejected"
    case .settings: "Settings"
    case .preview: "Preview"
    case .quote: "Quote"
    case .lists: "Lists"
    case .flow: "Flow"
    case .audit: "Audit"
    case .alarms: "Alarms"
    }
  }

  // MARK: Types

  private static let text = "{ type: string }"
  private static let number = "{ type: integer }"
  private static let fraction = "{ type: number }"
  private static let flag = "{ type: boolean }"
  private static let time = "{ type: string, format: date-time }"
  private static let texts = "{ type: array, items: { type: string } }"
  private static let numbers = "{ type: array, items: { type: integer } }"
  private static let fractions = "{ type: array, items: { type: number } }"
  private static func ref(_ name: String) -> String { "{ $ref: \"#/components/schemas/\(name)\" }" }
  private static func list(of name: String) -> String { "{ type: array, items: \(ref(name)) }" }

  /// A message as a list has it, and more.
  private static func message(_ name: String, _ more: KeyValuePairs<String, String>) -> OpenAPISchema {
    let common: KeyValuePairs = [
      "id": text, "account": text, "to": text, "from": text, "channel": text, "stage": text, "held?": flag,
      "state": text, "provider": text, "provider_id?": text, "provider_batch?": text, "raw?": text, "cost?": text,
      "call_ms?": number,
      "error?": ref("ProviderError"), "accepted_at": time, "sent_at?": time, "ended_at?": time,
      "receipts_owed": number, "text": text,
    ]
    return OpenAPISchema(name: name, members: OpenAPISchema(name, common).members + OpenAPISchema(name, more).members)
  }

  private init(name: String, members: [Member]) {
    self.name = name
    self.members = members
  }

  // MARK: The table

  static let table: [OpenAPISchema] = messages + peers + figures

  private static let messages: [OpenAPISchema] = [
    message("MessageLine", [:]),
    message(
      "Message",
      [
        "content": text, "encoding": text, "segments": number, "priority": number, "due_at": time,
        "valid_until": time, "route": text, "lanes": texts, "parts": texts, "origin": ref("Origin"),
      ]),
    OpenAPISchema("ProviderError", ["code?": number, "words": text]),
    OpenAPISchema(
      "Origin",
      [
        "kind": "{ type: string, enum: [smpp, mail, operator] }", "service_type?": text, "source?": ref("Address"),
        "destination?": ref("Address"), "interface_version?": number, "envelope_sender?": text, "recipient?": text,
        "message_id?": text, "subject?": text,
      ]),
    OpenAPISchema("Address", ["address": text, "ton": number, "npi": number]),
    OpenAPISchema("LifeEvent", ["at": time, "kind": text, "text": text, "told": ref("Sentence")]),
    OpenAPISchema("Sentence", ["form": text, "values": texts]),
    OpenAPISchema("Messages", ["messages": list(of: "MessageLine"), "next?": text]),
    OpenAPISchema(
      "Life",
      [
        "message": ref("Message"), "summary": texts, "sentences": list(of: "Sentence"), "life": list(of: "LifeEvent"),
      ]),
    OpenAPISchema("Sent", ["id": text]),
    OpenAPISchema("Done", ["done": text, "id?": text]),
    OpenAPISchema("Incoming", ["incoming": list(of: "IncomingMessage")]),
    OpenAPISchema(
      "IncomingMessage",
      [
        "id": text, "provider": text, "provider_id": text, "account?": text, "from": text, "to": text, "text": text,
        "received_at": time, "attempts": number,
      ]),
  ]

  private static let peers: [OpenAPISchema] = [
    OpenAPISchema("Sessions", ["sessions": list(of: "Session")]),
    OpenAPISchema(
      "Session",
      [
        "id": text, "account": text, "system_id": text, "kind": text, "peer": text, "version?": text, "tls": flag,
        "since": time, "quirks": texts,
      ]),
    OpenAPISchema("Rejected", ["rejected": list(of: "Refused")]),
    OpenAPISchema(
      "Refused",
      [
        "at": time, "protocol": text, "peer": text, "account?": text, "answer": text, "field": text, "offset": number,
        "reason": text, "hex": "{ type: string, pattern: \"^([0-9a-f]{2})*$\" }",
      ]),
    OpenAPISchema("Providers", ["providers": list(of: "Provider")]),
    OpenAPISchema(
      "Provider",
      [
        "name": text, "kind": text, "lanes": list(of: "Lane"), "held": flag, "stopped": flag, "operator_hold?": text,
        "undecided_calls": number, "balance?": fraction, "balance_alarm?": fraction,
        "errors": list(of: "ErrorClass"), "errors_since": time,
      ]),
    OpenAPISchema(
      "Lane", ["channel": text, "waiting": number, "calls": number, "hold?": text, "stopped": flag]),
    OpenAPISchema("ErrorClass", ["class": text, "messages": number, "words": text, "at": time]),
    OpenAPISchema("Inquiries", ["inquiries": list(of: "Inquiry")]),
    OpenAPISchema("Inquiry", ["name": text, "summary": text, "arguments": texts, "acts": flag]),
    OpenAPISchema(
      "Rows", ["rows": "{ type: array, items: { type: object, additionalProperties: { type: string } } }"]),
  ]

  private static let figures: [OpenAPISchema] = [
    OpenAPISchema(
      "Tally",
      [
        "stages": "{ type: object, additionalProperties: { type: integer } }", "receipts_owed": number,
        "open_calls": number,
      ]),
    OpenAPISchema("Settings", ["version": text, "toml": text]),
    OpenAPISchema("Preview", ["encoding": text, "segments": number, "used": number, "left": number]),
    OpenAPISchema(
      "Quote",
      [
        "encoding": text, "segments": number, "used": number, "left": number, "provider": text, "channel": text,
        "route": text, "cost": ref("Cost"),
      ]),
    OpenAPISchema("Cost", ["sum?": text, "currency?": text, "by?": text, "reason?": text]),
    OpenAPISchema("Lists", ["lists": list(of: "DistributionList"), "texts": list(of: "CannedText")]),
    OpenAPISchema(
      "DistributionList",
      [
        "name": text, "provider?": text, "list_id?": number, "accounts": texts, "size?": number, "members": texts,
      ]),
    OpenAPISchema("CannedText", ["id": number, "text": text, "accounts": texts]),
    OpenAPISchema("Alarms", ["alarms": list(of: "Alarm")]),
    OpenAPISchema(
      "Alarm",
      [
        "alarm": text, "provider?": text, "turn": text, "words": text, "told": ref("Sentence"), "since": time,
        "at": time,
      ]),
    OpenAPISchema("Audit", ["audit": list(of: "Deed")]),
    OpenAPISchema(
      "Deed",
      [
        "at": time, "who": text, "agent": text, "peer": text, "what": text, "target": text, "status": number,
        "answer": text,
      ]),
    OpenAPISchema("Reload", ["live": texts, "restart": texts]),
    OpenAPISchema(
      "Flow",
      [
        "interval_seconds": number, "at": "{ type: array, items: { type: string, format: date-time } }",
        "waiting": numbers, "calling": numbers, "at_provider": numbers, "receipts_owed": numbers,
        "open_calls": numbers, "accepted_total": numbers, "refused_total": numbers, "handed_over_total": numbers,
        "delivered_total": numbers, "failed_total": numbers, "receipts_total": numbers,
        "call_seconds_sum": fractions, "call_count": fractions, "commit_seconds_sum": fractions,
        "commit_count": fractions, "now": ref("Totals"),
      ]),
    OpenAPISchema(
      "Totals",
      [
        "accepted_total": number, "refused_total": number, "handed_over_total": number, "delivered_total": number,
        "failed_total": number, "receipts_total": number,
      ]),
    OpenAPISchema("Error", ["error": ref("Reason")]),
    OpenAPISchema("Reason", ["status": number, "reason": text]),
  ]
}
