import HTTP

/// Requests to BSG: JSON with a bearer token.
struct BSGCalls: Sendable {
  private let base: String
  private let settings: BSGSettings

  init(_ settings: BSGSettings) {
    var url = settings.url
    while url.hasSuffix("/") { url.removeLast() }
    base = url + "/api/"
    self.settings = settings
  }

  func get(_ path: String, _ query: QueryFields, _ context: ProviderContext) -> HTTPRequest {
    let query = query.isEmpty ? "" : "?" + String(decoding: query.encoded, as: UTF8.self)
    return HTTPRequest(.get, base + path + query, headers: headers(bearer(context)))
  }

  func patch(_ path: String, _ context: ProviderContext) -> HTTPRequest {
    HTTPRequest(.patch, base + path, headers: headers(bearer(context)))
  }

  func post(_ path: String, _ context: ProviderContext, _ body: (inout JSONWriter) -> Void) -> HTTPRequest {
    post(path, bearer: bearer(context), body)
  }

  func post(_ path: String, bearer: String?, _ body: (inout JSONWriter) -> Void) -> HTTPRequest {
    var writer = JSONWriter(capacity: 1_024)
    writer.object(body)
    var headers = headers(bearer)
    headers.add("Content-Type", "application/json")
    return HTTPRequest(.post, base + path, headers: headers, body: writer.bytes)
  }

  private func bearer(_ context: ProviderContext) -> String {
    settings.usesKeyAsBearer ? settings.apiKey : context.credential ?? settings.apiKey
  }

  private func headers(_ bearer: String?) -> HTTPHeaders {
    var headers: HTTPHeaders = ["Accept": "application/json"]
    if let bearer { headers.add("Authorization", "Bearer " + bearer) }
    return headers
  }
}
