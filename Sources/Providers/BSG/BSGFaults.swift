import Messages

/// What a 422 says: `{"message", "errors": {"messages.3.phone": ["…"]}}`, the number being the message's place.
struct BSGFaults: Hashable, Sendable {
  /// What is wrong with the message at a place.
  private(set) var byPlace: [Int: ProviderError] = [:]
  /// Places whose reference BSG has seen before: they may have been taken by an earlier call.
  private(set) var knownReferences: Set<Int> = []
  /// What is wrong with the call as a whole.
  private(set) var words: String

  init(_ reply: Reply) {
    words = reply.reason
    for member in reply.json?["errors"]?.members ?? [] {
      let said = (member.value.elements.first?.text ?? member.value.text ?? words).cut(to: 200)
      guard let place = Self.place(in: member.name) else {
        words = said
        continue
      }
      byPlace[place] = ProviderError(code: 422, words: said)
      if member.name.utf8.elementsEqual("reference_id".utf8) || member.name.hasSuffix("reference_id") {
        knownReferences.insert(place)
      }
    }
  }

  /// `messages.3.phone`, `messages3phone`, `phones[3].number`.
  private static func place(in name: String) -> Int? {
    guard name.hasPrefix("messages") || name.hasPrefix("phones") else { return nil }
    let digits = name.utf8.drop { !(0x30...0x39).contains($0) }.prefix { (0x30...0x39).contains($0) }
    return digits.count <= 5 ? Int(String(decoding: Array(digits), as: UTF8.self)) : nil
  }

  /// The named ones are refused, the rest goes again without them; with none named all are refused.
  func report(for batch: [Message]) -> SendReport {
    let named = byPlace.filter { batch.indices.contains($0.key) }
    guard !named.isEmpty else {
      return SendReport(all: batch, .refused(.rejected, ProviderError(code: 422, words: words)))
    }
    var report = SendReport(all: batch, .retryLater(reason: "refused together with others"))
    for (place, error) in named {
      report.outcomes[batch[place].id] =
        knownReferences.contains(place) ? .unknown(reason: error.words) : .refused(.rejected, error)
    }
    return report
  }
}
