import Messages
import Store

/// What has become of messages, as the parameters of ``Query/updateMessages``.
struct ProgressColumns {
  private var id = Column(.number)
  private var stage = Column(.number)
  private var state = Column(.number)
  private var provider = Column(.text)
  private var channel = Column(.number)
  private var due = Column(.number)
  private var validUntil = Column(.number)
  private var call = Column(.number)
  private var nextPoll = Column(.number)
  private var owner = Column(.number)
  private var wants = Column(.number)
  private var told = Column(.number)
  private var sent = Column(.number)
  private var ended = Column(.number)
  private var message = Column(.text)
  private var batch = Column(.text)
  private var code = Column(.number)
  private var words = Column(.text)
  private var raw = Column(.text)
  private var cost = Column(.text)
  private var took = Column(.number)

  var isEmpty: Bool { id.count == 0 }

  mutating func append(_ held: Held) {
    let progress = held.progress
    id.append(held.id.column)
    stage.append(Int64(progress.stage.rawValue))
    state.append(Int64(progress.state.rawValue))
    provider.append(progress.lane.provider)
    channel.append(Int64(progress.lane.channel.rawValue))
    due.append(progress.due.column)
    validUntil.append(held.validUntil.column)
    call.append(progress.call?.column)
    nextPoll.append(progress.nextPoll?.column)
    owner.append(held.owner.map { Int64($0) })
    wants.append(Int64(held.wants.rawValue))
    told.append(progress.toldIntermediate ? 1 : 0)
    sent.append(progress.sentAt?.column)
    ended.append(progress.endedAt?.column)
    message.append(progress.reference.message?.indexable)
    batch.append(progress.reference.batch?.indexable)
    code.append(progress.error?.code.map { Int64($0) })
    words.append(progress.error?.words)
    raw.append(progress.raw)
    cost.append(progress.cost)
    took.append(progress.took?.column)
  }

  var parameters: Parameters {
    var parameters = Parameters()
    for column in [
      id, stage, state, provider, channel, due, validUntil, call, nextPoll, owner, wants, told, sent, ended, message,
      batch, code, words, raw, cost, took,
    ] { parameters.add(column) }
    return parameters
  }
}

/// Receipts, as the parameters of ``Query/insertReceipts``.
struct ReceiptColumns {
  let node: Int
  private var message = Column(.number)
  private var number = Column(.number)
  private var account = Column(.text)
  private var priority = Column(.number)
  private var standing = Column(.number)
  private var due = Column(.number)
  private var owner = Column(.number)
  private var part = Column(.number)
  private var state = Column(.number)
  private var at = Column(.number)
  private var code = Column(.number)
  private var words = Column(.text)
  private var details = Column(.text)

  init(node: Int) { self.node = node }

  mutating func append(_ told: ToldReceipt, number: Int64) {
    let receipt = told.receipt
    message.append(receipt.message.column)
    self.number.append(number)
    account.append(told.account)
    priority.append(Int64(told.priority))
    standing.append(told.lease == nil ? 0 : 2)
    due.append((told.lease ?? receipt.at).column)
    owner.append(told.lease == nil ? nil : Int64(node))
    part.append(Int64(receipt.part))
    state.append(Int64(receipt.state.rawValue))
    at.append(receipt.at.column)
    code.append(receipt.error?.code.map { Int64($0) })
    words.append(receipt.error?.words)
    details.append(receipt.details)
  }

  var parameters: Parameters {
    var parameters = Parameters()
    for column in [
      message, number, account, priority, standing, due, owner, part, state, at, code, words, details,
    ] { parameters.add(column) }
    return parameters
  }
}

/// What makes parts belong together, as parameters.
struct KeyColumns {
  var account = Column(.text)
  var source = Column(.text)
  var destination = Column(.text)
  var width = Column(.number)
  var reference = Column(.number)
  var total = Column(.number)

  var all: [Column] { [account, source, destination, width, reference, total] }

  mutating func append(_ key: PartKey) {
    account.append(key.account)
    source.append(key.source)
    destination.append(key.destination)
    width.append(Int64(key.width))
    reference.append(Int64(key.reference))
    total.append(Int64(key.total))
  }
}
