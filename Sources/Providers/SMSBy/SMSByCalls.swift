import HTTP

/// Requests to sms.by: where each parameter goes.
struct SMSByCalls: Sendable {
  private let base: String
  private let token: String
  private let usesFormOnly: Bool

  init(_ settings: SMSBySettings) {
    base = Self.base(of: settings.url)
    token = settings.token
    usesFormOnly = settings.usesFormOnly
  }

  /// The base with `/api` behind a host that has no path.
  private static func base(of url: String) -> String {
    var url = url
    while url.hasSuffix("/") { url.removeLast() }
    let slashes = url.utf8.count { $0 == UInt8(ascii: "/") }
    return slashes <= 2 ? url + "/api" : url
  }

  func get(_ path: String, _ query: QueryFields = [:]) -> HTTPRequest {
    var all: QueryFields = ["token": token]
    all.add(contentsOf: query)
    return HTTPRequest(.get, address(path, all), headers: ["Accept": "application/json"])
  }

  /// A POST with its token and these parameters in the query, as `v1` has it, and others in a form.
  func post(_ path: String, query: QueryFields, form: QueryFields = [:]) -> HTTPRequest {
    var all: QueryFields = ["token": token]
    all.add(contentsOf: query)
    if usesFormOnly {
      all.add(contentsOf: form)
      return self.form(path, [:], all)
    }
    return self.form(path, all, form)
  }

  /// A POST with its token in the form too, as most of `v2` has it.
  func post(_ path: String, form: QueryFields) -> HTTPRequest {
    var all: QueryFields = ["token": token]
    all.add(contentsOf: form)
    return self.form(path, [:], all)
  }

  /// A POST of one JSON object that holds the token too: the bulk calls.
  func bulk(_ path: String, callbackURL: String?, _ messages: (inout JSONWriter) -> Void) -> HTTPRequest {
    var writer = JSONWriter(capacity: 4_096)
    writer.object { writer in
      writer.member("token", token)
      writer.member("callback_url", callbackURL ?? "")
      writer.name("messages")
      writer.array(messages)
    }
    // The table has both in the query, the sample has them in the object: whoever reads one place finds them.
    let query: QueryFields = usesFormOnly ? [:] : ["token": token, "callback_url": callbackURL ?? ""]
    return HTTPRequest(
      .post, address(path, query), headers: ["Accept": "application/json", "Content-Type": "application/json"],
      body: writer.bytes)
  }

  /// A POST with a file among its fields (RFC 7578).
  func upload(_ path: String, form: QueryFields, file: MultipartForm.File) -> HTTPRequest {
    var all: QueryFields = ["token": token]
    all.add(contentsOf: form)
    let multipart = MultipartForm(fields: all, file: file)
    return HTTPRequest(
      .post, address(path, [:]), headers: ["Accept": "application/json", "Content-Type": multipart.contentType],
      body: multipart.body)
  }

  private func form(_ path: String, _ query: QueryFields, _ form: QueryFields) -> HTTPRequest {
    var headers: HTTPHeaders = ["Accept": "application/json"]
    if !form.isEmpty { headers.add("Content-Type", "application/x-www-form-urlencoded") }
    return HTTPRequest(.post, address(path, query), headers: headers, body: form.encoded)
  }

  private func address(_ path: String, _ query: QueryFields) -> String {
    base + "/" + path + (query.isEmpty ? "" : "?" + String(decoding: query.encoded, as: UTF8.self))
  }
}
