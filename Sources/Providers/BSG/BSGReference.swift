import Messages

/// A campaign and how many messages went with it: one alone can be stopped, and a campaign to groups is asked about as
/// a whole.
struct BSGReference: Hashable, Sendable {
  enum Size: Hashable, Sendable {
    case messages(Int)
    case groups
  }

  var campaign: String
  var size: Size

  init(campaign: String, size: Size) {
    self.campaign = campaign
    self.size = size
  }

  /// `123/250` or `123/groups`; a plain `123` is a campaign of unknown size.
  init?(_ stored: ProviderReference) {
    guard let batch = stored.batch else { return nil }
    let halves = batch.split(separator: "/", maxSplits: 1).map(String.init)
    guard let campaign = halves.first, !campaign.isEmpty else { return nil }
    self.campaign = campaign
    size = halves.last == "groups" ? .groups : .messages(halves.count > 1 ? Int(halves[1]) ?? 0 : 0)
  }

  /// As it is kept with a message.
  func stored(_ id: MessageID) -> ProviderReference {
    switch size {
    case .groups: ProviderReference(batch: campaign + "/groups")
    case .messages(let count): ProviderReference(message: id.description, batch: campaign + "/" + String(count))
    }
  }
}
