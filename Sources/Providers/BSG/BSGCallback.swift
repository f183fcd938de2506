import HTTP
import Messages

/// What BSG posts about a message: unsigned, so only a hint to ask.
enum BSGCallback {
  static func answer(_ request: HTTPRequest) -> CallbackAnswer {
    guard let json = JSON(request.body) else { return CallbackAnswer() }
    let items = json.elements.isEmpty ? [json] : json.elements
    let references = items.prefix(1_000).compactMap { item -> ProviderReference? in
      guard let reference = item.first("reference", "reference_id")?.text, MessageID(text: reference) != nil else {
        return nil
      }
      return ProviderReference(message: reference)
    }
    return CallbackAnswer(look: references)
  }
}
