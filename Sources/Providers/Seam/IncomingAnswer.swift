import Messages

/// Messages from handsets, and where to go on.
package struct IncomingAnswer: Hashable, Sendable {
  package struct Item: Hashable, Sendable {
    package var providerID: String
    package var from: String
    package var to: String
    package var text: String
    package var at: Timestamp?
    package init(providerID: String, from: String, to: String, text: String, at: Timestamp? = nil) {
      self.providerID = providerID
      self.from = from
      self.to = to
      self.text = text
      self.at = at
    }
  }
  package var items: [Item]
  package var cursor: String?
  package var lane: LaneAdvice
  package init(items: [Item] = [], cursor: String? = nil, lane: LaneAdvice = .carryOn) {
    self.items = items
    self.cursor = cursor
    self.lane = lane
  }
}
