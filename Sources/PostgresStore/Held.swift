import Messages
import Store

/// One message in the hands of a transaction: read and locked, or taken in by it.
final class Held {
  let id: MessageID
  let account: String
  let priority: UInt8
  var progress: Progress
  var validUntil: Timestamp
  /// What any part of it wants.
  var wants: ReceiptRequest
  /// The node that has claimed it, in stage `claimed`.
  var owner: Int?
  /// The message itself, when it has been read.
  var message: Message?
  /// Its stage in the database; nil when it is not there yet.
  var stored: Stage?
  var isTouched = false

  init(accepting message: Message, claimed: Bool, node: Int) {
    id = message.id
    account = message.account
    priority = message.priority
    progress = Progress(accepting: message, claimed: claimed)
    validUntil = message.validUntil
    wants = message.wantedReceipts
    owner = node
    self.message = message
  }

  /// A row that begins with the columns of ``Query/progress``.
  init(_ row: Rows.Row) {
    id = row.id(0)
    progress = row.progress
    validUntil = row.moment(6)
    owner = row.optionalNumber(9).map { Int($0) }
    wants = ReceiptRequest(rawValue: UInt8(truncatingIfNeeded: row.number(10)))
    account = row.text(19)
    priority = UInt8(truncatingIfNeeded: row.number(20))
    stored = progress.stage
  }

  /// The queue that it stands in, by its lane and account.
  var queue: LaneQueue { LaneQueue(lane: progress.lane, account: account) }

  /// Whether that node may put it into a call or give it back.
  func isClaimed(by node: Int) -> Bool { progress.stage == .claimed && owner == node }
}
