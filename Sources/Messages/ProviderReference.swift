/// The names under which a provider knows a message.
package struct ProviderReference: Hashable, Sendable {
  /// The provider's id of this message, where it gives one (sms.by `sms_id`, SMSC `id`).
  package var message: String?
  /// The provider's id of the call or mailing that the message went with (sms.by `uuid`, BSG campaign).
  package var batch: String?
  /// What the provider wants for the message, in its words, where it told with the id; at most 40 characters. Kept
  /// beside the names, not with them.
  package var cost: String?

  package init(message: String? = nil, batch: String? = nil, cost: String? = nil) {
    self.message = message
    self.batch = batch
    self.cost = cost
  }

  /// The names alone.
  package var names: ProviderReference { ProviderReference(message: message, batch: batch) }
}

/// What a provider said was wrong.
package struct ProviderError: Hashable, Sendable {
  /// The provider's own number, where it has one; goes to `err:` (three digits) and `network_error_code`.
  package var code: Int?
  /// The provider's own words, cut at 200 characters.
  package var words: String

  package init(code: Int? = nil, words: String) {
    self.code = code
    self.words = words
  }
}
