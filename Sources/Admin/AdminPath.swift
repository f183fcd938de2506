import HTTP

/// Finds the route of a target.
enum AdminPath {
  /// The decoded segments of a path; nil for one that tries to be another: an empty, `.` or `..` segment, a coded slash,
  /// a control character, broken coding.
  static func segments(_ path: some StringProtocol) -> [String]? {
    guard path.utf8.first == 0x2F else { return nil }
    let rest = path.dropFirst()
    if rest.isEmpty { return [] }
    var segments: [String] = []
    for raw in rest.split(separator: "/", omittingEmptySubsequences: false) {
      guard let segment = PercentCoding.decodeText(raw), isPlain(segment) else { return nil }
      segments.append(segment)
    }
    return segments
  }

  private static func isPlain(_ segment: String) -> Bool {
    !segment.isEmpty && segment != "." && segment != ".."
      && segment.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0x2F && $0 != 0x5C }
  }

  /// The route of a request and the values in its path.
  static func route(
    _ request: HTTPRequest, door: AdminDoor
  ) throws(AdminRefusal) -> (route: AdminRoute, values: [String: String]) {
    guard let path = segments(request.path) else { throw .notFound }
    let method = request.method == .head ? .get : request.method
    var allowed: [String] = []
    for route in AdminRoute.table where door == .everything || route.path.hasPrefix("/callback/") {
      guard let values = route.match(path) else { continue }
      if route.method == method { return (route, values) }
      allowed += route.method == .get ? ["GET", "HEAD"] : [route.method.rawValue]
    }
    if allowed.isEmpty { throw .notFound }
    throw AdminRefusal(405, "not by this method").with("Allow", allowed.joined(separator: ", "))
  }
}
