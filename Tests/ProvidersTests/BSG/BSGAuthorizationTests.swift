import HTTP
import Messages
import Providers
import Testing

struct BSGAuthorizationTests {
  let provider = Sample.bsg()
  /// `{"alg":"none"}` and `{"exp":1700003600}`, an hour from now.
  static let token = "eyJhbGciOiJub25lIn0.eyJleHAiOjE3MDAwMDM2MDB9.x"

  @Test func aLoginBringsAToken() {
    let walk = Walk(provider.authorize(context: Sample.context), [ok("{\"bearer\":\"\(Self.token)\"}")])
    #expect(walk.requests.map(\.golden) == ["POST http://h/api/auth/login\n{\"api_key\":\"live_KEY\"}"])
    #expect(walk.requests[0].headers["Authorization"] == nil)
    #expect(walk.outcome == Authorization(.granted(Self.token, until: Timestamp(seconds: 1_700_003_540))))
  }

  @Test func aTokenInHandIsRefreshed() {
    let walk = Walk(provider.authorize(context: Sample.authorized), [ok(#"{"bearer":"NEW"}"#)])
    #expect(walk.requests.map(\.golden) == ["POST http://h/api/auth/refresh\n{}"])
    #expect(walk.requests[0].headers["Authorization"] == "Bearer JWT")
    #expect(walk.outcome == Authorization(.granted("NEW", until: Sample.now + .seconds(1_740))))
  }

  @Test(arguments: [ok("", status: 401), ok("", status: 500), noAnswer, ok("<html>"), ok(#"{"bearer":""}"#)])
  func aRefreshThatFailsIsFollowedByALogin(answer: Exchanged) {
    let walk = Walk(provider.authorize(context: Sample.authorized), [answer, ok(#"{"bearer":"NEW"}"#)])
    #expect(walk.requests.count == 2)
    guard case .granted("NEW", _) = walk.outcome?.result else {
      Issue.record("no token")
      return
    }
  }

  @Test(
    arguments: [
      (ok("", status: 401), Authorization.Result.denied("HTTP 401")),
      (ok(#"{"message":"bad key"}"#, status: 422), .denied("HTTP 422: bad key")),
      (ok("", status: 500), .failed("HTTP 500")), (noAnswer, .failed("connection closed")),
      (ok("{}"), .failed("HTTP 200")),
      (ok("", status: 404), .granted("live_KEY", until: Sample.now + .seconds(1_800))),
    ] as [(Exchanged, Authorization.Result)])
  func aLoginThatFailsSaysWhetherToTryAgain(answer: Exchanged, result: Authorization.Result) {
    #expect(Walk(provider.authorize(context: Sample.context), [answer]).outcome == Authorization(result))
  }

  @Test(arguments: ["a.b.c", "a.!!!.c", "a..c", "...", "a.eyJleHAiOiJ4In0.c", "a.eyJleHAiOi0xfQ.c"])
  func aTokenThatDoesNotSayLastsTheUsualTime(token: String) {
    let walk = Walk(provider.authorize(context: Sample.context), [ok("{\"bearer\":\"\(token)\"}")])
    #expect(walk.outcome == Authorization(.granted(token, until: Sample.now + .seconds(1_740))))
  }
}
