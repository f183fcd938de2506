/// Why a message cannot go to a provider, known before any call.
package enum ProviderRefusal: Hashable, Sendable {
  case recipient(String)
  case sender(String)
  case tooLong(limit: Int)
  /// The text is not what the channel takes (letters in a verification code).
  case text(String)
  case binary
  case schedule
  case validity
  case content(String)
}
