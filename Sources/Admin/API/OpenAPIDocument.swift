import HTTP

/// The description of the API for programs (OpenAPI 3.0), made of the table of routes; `docs/openapi.yaml` is this text.
package enum OpenAPIDocument {
  package static var text: String {
    var lines = head
    var described: Set<String> = []
    for route in AdminRoute.table where described.insert(route.path).inserted {
      lines.append("  \(quoted(route.path)):")
      for sibling in AdminRoute.table where sibling.path == route.path { lines += operation(sibling) }
    }
    return (lines + components + OpenAPISchema.table.flatMap(\.lines)).joined(separator: "\n") + "\n"
  }

  private static let head = [
    "# Made of the table of routes; run the tests with UPDATE_DOCS=1 after changing it.",
    "openapi: 3.0.3",
    "info:",
    "  title: Passerelle",
    "  description: What the console and the command line use, and what scripts may.",
    "  version: \"1\"",
    "paths:",
  ]

  private static func operation(_ route: AdminRoute) -> [String] {
    var lines = [
      "    \(route.method.rawValue.lowercased()):", "      operationId: \(route.operation.rawValue)",
      "      summary: \(quoted(route.summary))", "      x-role: \(route.role.rawValue)",
    ]
    let security = route.role == .open || route.role == .probe ? "[]" : "[{ bearer: [] }]"
    lines.append("      security: \(security)")
    let parameters = pathParameters(route) + route.query.map { parameter($0.name, "query", $0.summary) }
    if !parameters.isEmpty { lines += ["      parameters:"] + parameters }
    if let schema = bodySchema(route.operation) {
      lines += [
        "      requestBody:", "        required: true", "        content:",
        "          application/json: { schema: { $ref: \(quoted("#/components/schemas/\(schema)")) } }",
      ]
    }
    lines.append("      responses:")
    for status in statuses(route) { lines += response(status, route) }
    return lines
  }

  private static func response(_ status: Int, _ route: AdminRoute) -> [String] {
    let description = "description: \(quoted(HTTPResponse.phrase(status)))"
    let schema = status < 300 ? OpenAPISchema.answer(of: route.operation) : route.isAPI ? "Error" : nil
    guard let schema else { return ["        \"\(status)\": { \(description) }"] }
    return [
      "        \"\(status)\":", "          \(description)",
      "          content: { application/json: { schema: { $ref: \"#/components/schemas/\(schema)\" } } }",
    ]
  }

  private static func pathParameters(_ route: AdminRoute) -> [String] {
    route.segments.filter { $0.utf8.first == 0x7B }.map { segment in
      parameter(String(segment.dropFirst().dropLast()), "path", nil)
    }
  }

  private static func parameter(_ name: String, _ place: String, _ summary: String?) -> String {
    let required = place == "path" ? ", required: true" : ""
    let description = summary.map { ", description: \(quoted($0))" } ?? ""
    return "        - { name: \(name), in: \(place)\(required), schema: { type: string }\(description) }"
  }

  /// What a route may answer, beside 408, 413, 414, 431 and 504, which any may.
  static func statuses(_ route: AdminRoute) -> [Int] {
    var statuses: Set<Int> = [route.operation == .sendMessage ? 202 : 200]
    if route.isAPI { statuses.insert(400) }
    if route.role != .open { statuses.insert(401) }
    if route.role == .act { statuses.formUnion([403, 415]) }
    if route.path.utf8.contains(0x7B) { statuses.insert(404) }
    switch route.operation {
    case .health, .readiness, .listMessages, .showMessage, .tally, .incoming: statuses.insert(503)
    case .cancelMessage, .replayMessage, .holdMessage, .releaseMessage: statuses.formUnion([409, 501, 503])
    case .resumeProvider, .stopProvider, .reload: statuses.formUnion([409, 501])
    case .sendMessage, .preview, .quote: statuses.formUnion([422, 501])
    case .askProvider: statuses.formUnion([422, 502])
    case .console, .asset: statuses.insert(304)
    case .metrics, .callback, .callbackPost, .listSessions, .listProviders, .listInquiries, .rejected, .settings, .flow,
      .audit, .alarms, .lists:
      break
    }
    return statuses.sorted()
  }

  private static func bodySchema(_ operation: AdminOperation) -> String? {
    switch operation {
    case .sendMessage, .quote: "Draft"
    case .askProvider: "Question"
    default: nil
    }
  }

  private static let components = [
    "components:",
    "  securitySchemes:",
    "    bearer: { type: http, scheme: bearer }",
    "  schemas:",
    "    Draft:",
    "      type: object",
    "      required: [account, to, text]",
    "      properties:",
    "        account: { type: string }",
    "        to: { type: string, description: The recipient's number }",
    "        from: { type: string, description: The sender; the account's own when left out }",
    "        text: { type: string, maxLength: \(DraftBody.textLimit) }",
    "        channel: { type: string, default: sms }",
    "    Question:",
    "      type: object",
    "      required: [inquiry]",
    "      properties:",
    "        inquiry: { type: string }",
    "        arguments: { type: object, additionalProperties: { type: string } }",
  ]

  private static func quoted(_ text: String) -> String { "\"\(text)\"" }
}
