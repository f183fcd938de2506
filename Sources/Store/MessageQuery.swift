import Messages

/// Which records to list. Every condition that is given must hold.
package struct MessageQuery: Hashable, Sendable {
  package var account: String?
  package var recipient: PhoneNumber?
  package var provider: String?
  /// A provider's id, of the message or its batch.
  package var providerID: String?
  /// The Message-ID of the mail that it came with.
  package var mailID: String?
  package var stage: Stage?
  package var state: MessageState?
  /// Only ids below this one: the next page.
  package var before: MessageID?
  /// Only ids from this one on.
  package var from: MessageID?
  /// 1 to 1,000.
  package var limit: Int

  package init(limit: Int = 100) { self.limit = limit }
}

extension MessageQuery {
  /// The number of records to give, within its bounds.
  package var boundedLimit: Int { max(1, min(1_000, limit)) }

  /// Whether every condition holds, leaving aside the limit.
  package func matches(_ record: MessageRecord) -> Bool {
    if let account, record.message.account != account { return false }
    if let recipient, record.message.recipient != recipient { return false }
    if let provider, record.lane.provider != provider { return false }
    if let providerID, record.reference.message != providerID, record.reference.batch != providerID { return false }
    if let mailID, record.message.mailID != mailID { return false }
    if let stage, record.stage != stage { return false }
    if let state, record.state != state { return false }
    if let before, record.message.id >= before { return false }
    if let from, record.message.id < from { return false }
    return true
  }
}

extension Message {
  /// The Message-ID of the mail that it came with.
  package var mailID: String? {
    guard case .mail(let origin) = origin else { return nil }
    return origin.messageID
  }
}
