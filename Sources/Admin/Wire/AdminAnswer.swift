import HTTP

/// The responses of the admin listener, with the fields that every one of them carries.
enum AdminAnswer {
  /// Nothing from elsewhere is loaded or may frame us, and no reader guesses a type.
  private static let guards: KeyValuePairs<String, String> = [
    "Content-Security-Policy":
      "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
  ]

  static func plain(_ status: Int, _ text: String, type: String = "text/plain; charset=utf-8") -> HTTPResponse {
    make(status, type: type, body: Array(text.utf8))
  }

  static func json(_ value: JSONValue, status: Int = 200) -> HTTPResponse {
    make(status, type: "application/json", body: value.encoded)
  }

  /// A list under its name, the form of every listing.
  static func list(_ name: String, _ values: [JSONValue]) -> HTTPResponse {
    json(.object([JSONValue.Member(name: name, value: .list(values))]))
  }

  /// What went wrong, for programs and for people.
  static func problem(_ refusal: AdminRefusal) -> HTTPResponse {
    var response = json(
      .members(["error": .members(["status": .number(refusal.status), "reason": .text(refusal.reason)])]),
      status: refusal.status)
    for field in refusal.fields.fields { response.headers.add(field.name, field.value) }
    return response
  }

  static func make(_ status: Int, type: String, body: [UInt8], caching: String = "no-store") -> HTTPResponse {
    var response = HTTPResponse(status: status, headers: ["Content-Type": type, "Cache-Control": caching], body: body)
    guarded(&response)
    return response
  }

  /// Adds the fields that every response carries.
  static func guarded(_ response: inout HTTPResponse) {
    for (name, value) in guards where response.headers[name] == nil { response.headers.add(name, value) }
  }
}

/// Why a request is not carried out: a status of 400 to 599, the reason in words, and the fields that go with it.
package struct AdminRefusal: Error, Equatable, Sendable {
  package var status: Int
  package var reason: String
  package var fields = HTTPHeaders()

  package init(_ status: Int, _ reason: String) {
    self.status = status
    self.reason = reason
  }

  func with(_ name: String, _ value: String) -> AdminRefusal {
    var refusal = self
    refusal.fields.add(name, value)
    return refusal
  }

  static let notFound = AdminRefusal(404, "there is nothing here")

  static func noMessage(_ id: String?) -> AdminRefusal {
    AdminRefusal(404, "there is no message \((id ?? "").cut(to: 40))")
  }

  static func noProvider(_ name: String?) -> AdminRefusal {
    AdminRefusal(404, "there is no provider \((name ?? "").cut(to: 40))")
  }

  static let unavailable = AdminRefusal(503, "too much is being asked at once").with("Retry-After", "1")
}
