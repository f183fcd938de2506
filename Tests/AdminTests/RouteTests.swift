import Admin
import HTTP
import Messages
import Testing
import Transport

/// A target that stands for a route, and the body that it wants.
private func target(_ route: AdminRoute) -> String {
  let path = route.path.split(separator: "/").map { segment in
    switch segment {
    case "{id}": "42"
    case "{name}", "{provider}": "sim"
    case "{secret}": "s3cret"
    case "{file}": "app.js"
    default: String(segment)
    }
  }
  return "/" + path.joined(separator: "/") + (route.operation == .preview ? "?text=hi" : "")
}

private func body(_ route: AdminRoute) -> String? {
  switch route.operation {
  case .sendMessage, .quote: #"{"account":"shop","to":"+375 29 1234567","text":"hi"}"#
  case .askProvider: #"{"inquiry":"balance"}"#
  default: route.method == .post ? "{}" : nil
  }
}

@Suite struct RouteTests {
  static let table = AdminRoute.table

  @Test func `every operation has a route, and no two routes are the same`() {
    #expect(Set(Self.table.map(\.operation)) == Set(AdminOperation.allCases))
    #expect(Set(Self.table.map { "\($0.method) \($0.path)" }).count == Self.table.count)
  }

  @Test(arguments: table)
  func `a route answers whoever may ask`(_ route: AdminRoute) async throws {
    let desk = Desk()
    try desk.accept(42)
    let token = route.role == .act ? "act-token" : "read-token"
    let response = await desk.ask(Desk.request(route.method, target(route), token: token, body: body(route)))
    let expected =
      switch route.operation {
      case .sendMessage: 202
      case .replayMessage, .stopProvider: 409
      default: 200
      }
    #expect(response.status == expected, "\(response.text)")
  }

  @Test(arguments: table)
  func `a route turns away whoever may not ask`(_ route: AdminRoute) async throws {
    let desk = Desk()
    try desk.accept(42)
    for token in [nil, "", "act-token2", "act-toke", "read"] {
      let response = await desk.ask(Desk.request(route.method, target(route), token: token, body: body(route)))
      switch route.role {
      case .open, .probe: #expect(response.status == 200)
      case .read, .act:
        #expect(response.status == 401)
        #expect(response.headers["WWW-Authenticate"] == "Bearer realm=\"passerelle\"")
      }
    }
    let reader = await desk.ask(Desk.request(route.method, target(route), token: "read-token", body: body(route)))
    #expect((reader.status == 403) == (route.role == .act))
    if route.role == .act { #expect(desk.done == []) }
  }

  @Test(arguments: table.filter { $0.role == .probe })
  func `a closed probe wants a token`(_ route: AdminRoute) async {
    let desk = Desk { $0.openProbes = false }
    #expect(await desk.get(route.path, token: nil).status == 401)
    #expect(await desk.get(route.path).status == 200)
  }

  @Test(arguments: table)
  func `another method is refused with those that are allowed`(_ route: AdminRoute) async {
    let response = await Desk().ask(Desk.request(.delete, target(route), token: "act-token"))
    #expect(response.status == 405)
    let allowed = (response.headers["Allow"] ?? "").split(separator: ", ").map(String.init)
    #expect(allowed.contains(route.method.rawValue))
    #expect(allowed.contains("HEAD") == allowed.contains("GET"))
  }

  @Test(arguments: table)
  func `every response carries the guards of a browser`(_ route: AdminRoute) async {
    let response = await Desk().ask(Desk.request(route.method, target(route)))
    #expect(response.headers["Content-Security-Policy"]?.contains("default-src 'self'") == true)
    #expect(response.headers["Content-Security-Policy"]?.contains("frame-ancestors 'none'") == true)
    #expect(response.headers["X-Content-Type-Options"] == "nosniff")
    #expect(response.headers["Referrer-Policy"] == "no-referrer")
    #expect(response.headers["Access-Control-Allow-Origin"] == nil)
    #expect(response.headers["Date"] == "Fri, 21 Nov 2025 12:41:13 GMT")
  }

  @Test func `without tokens in the settings nobody gets in`() async {
    let desk = Desk {
      $0.token = nil
      $0.readToken = []
    }
    for token in ["", "act-token", "read-token"] {
      #expect(await desk.get("/api/v1/tally", token: token).status == 401)
    }
  }

  @Test(arguments: [
    "/api/v1//messages", "/api/v1/messages/", "//api/v1/messages", "/api/v1/../v1/messages",
    "/api/v1/%2e%2e/v1/messages",
    "/console/../console/app.js", "/console/..%2fapp.js", "/console/%2e%2e%2fapp.js", "/console/%2E",
    "/console/app.js%00",
    "/console/app%5c.js", "/console/%zz", "/console/%ff", "/console/", "/console", "/api", "/api/v2/messages",
    "/API/v1/messages", "/api/v1/messages/42/cancel/more", "/metrics/x", "/./metrics", "/callback", "/callback/sim",
    "/callback/sim/s3cret/x", "*",
  ])
  func `a path that is none of ours leads nowhere`(_ path: String) async throws {
    let desk = Desk()
    try desk.accept(42)
    #expect(await desk.get(path, token: "act-token").status == 404)
  }

  @Test func `a coded path is the path that it means`() async {
    #expect(await Desk().get("/api/v1/%74ally").status == 200)
  }

  @Test(arguments: [
    ("/api/v1/messages?limit=0", 400), ("/api/v1/messages?limit=1", 200), ("/api/v1/messages?limit=500", 200),
    ("/api/v1/messages?limit=501", 400), ("/api/v1/messages?limit=x", 400), ("/api/v1/messages?to=abc", 400),
    ("/api/v1/messages?state=gone", 400), ("/api/v1/messages?stage=gone", 400), ("/api/v1/messages?before=0", 400),
    ("/api/v1/messages?limits=5", 400), ("/api/v1/messages?to=375&to=376", 400), ("/api/v1/messages?to=%zz", 400),
    ("/api/v1/messages?state=delivered&stage=ended&account=&limit=", 200), ("/api/v1/tally?x=1", 400),
    ("/metrics?collect=all", 200), ("/api/v1/incoming?limit=501", 400), ("/api/v1/preview", 422),
  ])
  func `query parameters are of their form`(_ target: String, _ status: Int) async {
    #expect(await Desk().get(target).status == status)
  }
}
