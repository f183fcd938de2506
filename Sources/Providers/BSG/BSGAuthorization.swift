import HTTP
import Messages

/// The token: a refresh of the one in hand, else a login with the API key.
struct BSGAuthorization: Sendable {
  let calls: BSGCalls
  let settings: BSGSettings

  func authorize(_ context: ProviderContext) -> ProviderStep<Authorization> {
    guard let credential = context.credential else { return login() }
    return .go(calls.post("auth/refresh", bearer: credential) { _ in }) { reply, now in
      if let granted = granted(reply, now) { return .done(granted) }
      return login()
    }
  }

  private func login() -> ProviderStep<Authorization> {
    let request = calls.post("auth/login", bearer: nil) { $0.member("api_key", settings.apiKey) }
    return .ask(request) { reply, now in
      if let granted = granted(reply, now) { return granted }
      switch reply.verdict {
      case .unauthorized, .forbidden, .refused: return Authorization(.denied(reply.reason))
      // There is nowhere to log in: then the key itself is the bearer, as in the provider's samples.
      case .wrongAddress: return Authorization(.granted(settings.apiKey, until: now + settings.tokenLifetime))
      default: return Authorization(.failed(reply.reason))
      }
    }
  }

  private func granted(_ reply: Reply, _ now: Timestamp) -> Authorization? {
    guard reply.verdict == .success, let json = reply.json else { return nil }
    let token = (json["data"] ?? json).first("bearer", "token", "access_token")?.text
    guard let token, !token.isEmpty else { return nil }
    let end = BearerToken.end(of: token) ?? now + settings.tokenLifetime
    // A minute early, so that no call goes out with a token that ends on its way.
    return Authorization(.granted(token, until: max(now, end - .seconds(60))))
  }
}
