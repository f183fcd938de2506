import HTTP

/// Every route. `docs/openapi.yaml` is held against it by a test.
extension AdminRoute {
  package static let table: [AdminRoute] = [
    AdminRoute(.metrics, .get, "/metrics", .probe, "All metrics in the text format of Prometheus"),
    AdminRoute(.health, .get, "/healthz", .probe, "Whether the process works and its store can be written"),
    AdminRoute(.readiness, .get, "/readyz", .probe, "Whether clients can be served"),
    AdminRoute(.console, .get, "/", .open, "The console"),
    AdminRoute(.asset, .get, "/console/{file}", .open, "A file of the console"),
    AdminRoute(.callback, .get, "/callback/{provider}/{secret}", .open, "What a provider tells us, as a query"),
    AdminRoute(.callbackPost, .post, "/callback/{provider}/{secret}", .open, "What a provider tells us"),

    AdminRoute(
      .listMessages, .get, "/api/v1/messages", .read, "Messages that match, newest first", query: messageFilters),
    AdminRoute(.sendMessage, .post, "/api/v1/messages", .act, "Send a message on an account's behalf"),
    AdminRoute(
      .showMessage, .get, "/api/v1/messages/{id}", .read, "One message and its life",
      query: [Parameter("account", "The account whose client was told the id")]),
    AdminRoute(.cancelMessage, .post, "/api/v1/messages/{id}/cancel", .act, "End a message that still waits"),
    AdminRoute(.replayMessage, .post, "/api/v1/messages/{id}/replay", .act, "Send a message again as a new one"),
    AdminRoute(.holdMessage, .post, "/api/v1/messages/{id}/hold", .act, "Keep a waiting message back"),
    AdminRoute(.releaseMessage, .post, "/api/v1/messages/{id}/release", .act, "Let a held message go"),

    AdminRoute(.listSessions, .get, "/api/v1/sessions", .read, "Clients that are bound or logged in"),
    AdminRoute(.listProviders, .get, "/api/v1/providers", .read, "Providers and how they do"),
    AdminRoute(.listInquiries, .get, "/api/v1/providers/{name}/inquiries", .read, "What the provider can be asked"),
    AdminRoute(.askProvider, .post, "/api/v1/providers/{name}/ask", .act, "Ask the provider something"),
    AdminRoute(.resumeProvider, .post, "/api/v1/providers/{name}/resume", .act, "Send to the provider again"),
    AdminRoute(.stopProvider, .post, "/api/v1/providers/{name}/stop", .act, "Send nothing more to the provider"),

    AdminRoute(.tally, .get, "/api/v1/tally", .read, "How many messages stand where"),
    AdminRoute(
      .incoming, .get, "/api/v1/incoming", .read, "Messages from handsets that nobody has taken yet",
      query: [Parameter("limit", "1 to 500, 100 by default")]),
    AdminRoute(.rejected, .get, "/api/v1/rejected", .read, "The last PDUs and mails that were refused"),
    AdminRoute(.settings, .get, "/api/v1/settings", .read, "The settings in force, secrets masked"),
    AdminRoute(
      .preview, .get, "/api/v1/preview", .read, "How many SMS parts a text takes",
      query: [Parameter("text", "The text")]),
    AdminRoute(
      .quote, .post, "/api/v1/quote", .act, "What a message would take: parts, route and, where it can be said, cost"),
    AdminRoute(.lists, .get, "/api/v1/lists", .read, "Distribution lists and canned texts"),
    AdminRoute(.alarms, .get, "/api/v1/alarms", .read, "What needs a person now"),
    AdminRoute(.audit, .get, "/api/v1/audit", .read, "What operators did, newest first"),
    AdminRoute(.reload, .post, "/api/v1/reload", .act, "Read the configuration again"),
    AdminRoute(.flow, .get, "/api/v1/flow", .read, "Counts and levels of the last hour"),
  ]

  private static let messageFilters = [
    Parameter("find", "Any id, a Message-ID or a number: whatever fits"),
    Parameter("account", "The account's name"),
    Parameter("to", "The recipient's number"),
    Parameter("state", "scheduled, enroute, delivered, expired, deleted, undeliverable, unknown or rejected"),
    Parameter("stage", "scheduled, queued, claimed, calling, sent or ended"),
    Parameter("provider", "The provider's name"),
    Parameter("provider_id", "The provider's id of the message or its batch"),
    Parameter("mail_id", "The Message-ID of the mail that it came with"),
    Parameter("before", "Only ids below this one: the next page"),
    Parameter("limit", "1 to 500, 100 by default"),
  ]
}
