import Messages

/// What an adapter may use and cannot know by itself.
package struct ProviderContext: Sendable {
  package var now: Timestamp
  /// What ``Provider/authorize(context:)`` brought, while it lasts.
  package var credential: String?
  /// Where the provider may post to us, with the unguessable part in it; nil when callbacks are off.
  package var callbackURL: String?

  package init(now: Timestamp, credential: String? = nil, callbackURL: String? = nil) {
    self.now = now
    self.credential = credential
    self.callbackURL = callbackURL
  }
}
