import HTTP

/// Requests to SMSC: a form with the login, JSON asked for, UTF-8.
struct SMSCCalls: Sendable {
  private let base: String
  private let settings: SMSCSettings

  init(_ settings: SMSCSettings) {
    var url = settings.url
    while url.hasSuffix("/") { url.removeLast() }
    base = url + "/sys/"
    self.settings = settings
  }

  /// The login or the key, the format and the character set: in front of every form.
  private var common: QueryFields {
    var fields = QueryFields()
    if let key = settings.apiKey {
      fields.add("apikey", key)
    } else {
      fields.add("login", settings.login)
      fields.add("psw", settings.password)
    }
    fields.add("fmt", "3")
    fields.add("charset", "utf-8")
    return fields
  }

  func post(_ page: String, _ fields: QueryFields) -> HTTPRequest {
    var all = common
    all.add(contentsOf: fields)
    let headers: HTTPHeaders = [
      "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded",
    ]
    return HTTPRequest(.post, base + page, headers: headers, body: all.encoded)
  }

  func upload(_ page: String, _ fields: QueryFields, _ file: MultipartForm.File) -> HTTPRequest {
    var all = common
    all.add(contentsOf: fields)
    let form = MultipartForm(fields: all, file: file)
    return HTTPRequest(
      .post, base + page, headers: ["Accept": "application/json", "Content-Type": form.contentType], body: form.body)
  }
}
