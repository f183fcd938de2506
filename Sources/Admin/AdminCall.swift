import FoundationEssentials
import HTTP
import Messages
import Transport

/// One request that may have its route.
struct AdminCall: Sendable {
  typealias Respond = @Sendable (HTTPResponse) -> Void

  let request: HTTPRequest
  let route: AdminRoute
  /// The varying segments of the path.
  let values: [String: String]
  let query: FormFields
  let client: IPAddress

  /// - Throws: 400 for a broken query, and for an API route when it has a parameter that is not known or is there twice.
  init(
    _ request: HTTPRequest, _ route: AdminRoute, values: [String: String], client: IPAddress
  ) throws(AdminRefusal) {
    guard let query = request.query else { throw AdminRefusal(400, "the query is malformed") }
    if route.isAPI {
      var seen: Set<String> = []
      for field in query.fields {
        guard route.query.contains(where: { $0.name == field.name }) else {
          throw AdminRefusal(400, "the query parameter \(field.name.cut(to: 40)) is not known")
        }
        guard seen.insert(field.name).inserted else {
          throw AdminRefusal(400, "the query parameter \(field.name) is there twice")
        }
      }
    }
    self.request = request
    self.route = route
    self.values = values
    self.query = query
    self.client = client
  }

  /// A query parameter; nil when it is missing or empty.
  subscript(_ name: String) -> String? { query[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// `limit`, 1 to 500; 100 when it is not given.
  func limit() throws(AdminRefusal) -> Int {
    guard let text = self["limit"] else { return 100 }
    guard let limit = Int(text), (1...500).contains(limit) else { throw AdminRefusal(400, "limit is 1 to 500") }
    return limit
  }

  /// The message that the path names.
  func messageID() throws(AdminRefusal) -> MessageID {
    guard let id = values["id"].flatMap({ MessageID(text: $0) }) else { throw .noMessage(values["id"]) }
    return id
  }

  /// The body as JSON of a known form.
  func body<T: Decodable>(_ type: T.Type) throws(AdminRefusal) -> T {
    do {
      return try JSONDecoder().decode(type, from: Data(request.body))
    } catch {
      throw AdminRefusal(400, "the body is not the JSON that belongs here")
    }
  }
}

extension String {
  /// The first scalars, with an ellipsis where something was cut off.
  func cut(to limit: Int) -> String {
    guard utf8.count > limit, unicodeScalars.count > limit else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.prefix(limit))) + "…"
  }
}
