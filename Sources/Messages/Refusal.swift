/// Why a message is not taken in. What a client is answered stands in one table (`RefusalTable` in Translation).
package enum Refusal: Error, Hashable, Sendable {
  // What the client wrote.
  case sourceInvalid
  case sourceNotAllowed
  case destinationInvalid
  case noRoute
  /// The service type or channel is unknown or served by no route.
  case channelNotServed
  case messageEmpty
  /// Longer than the provider or the account takes; the limit in characters or parts.
  case messageTooLong(limit: Int)
  case textAndPayload
  case esmClassInvalid
  case priorityInvalid
  case scheduleInvalid
  case validityInvalid
  case dataCodingNotSupported
  /// Bytes that no provider of the route can carry.
  case binaryNotCarried
  case replaceFlagInvalid
  case preparedMessageUnknown
  case tlvMissing
  case tlvInvalid
  /// What the channel cannot take: letters in a code, a link too long; the reason in words.
  case contentRefused(String)
  // What the account may.
  case rateExceeded
  case quotaExceeded
  case noCredit
  // What we cannot do now.
  case queueFull
  case storeUnavailable
  case shuttingDown
  case providerRefused(ProviderError)
}
