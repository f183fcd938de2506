import Messages

/// What has become of a message inside the bridge, and the rules by which every store moves it.
///
/// Each rule answers whether it applied; one that did not has changed nothing. A final state is taken once.
package struct Progress: Hashable, Sendable {
  package var stage: Stage
  package var state: MessageState
  /// The lane whose queue or call it is in, or that sent it.
  package var lane: LaneName
  /// When it may be claimed: what its sender asked for, or the end of a pause before the next attempt.
  package var due: Timestamp
  /// The call that it is tied to, in stage `calling`.
  package var call: CallID?
  /// When to ask the provider for its state, in stage `sent`.
  package var nextPoll: Timestamp?
  package var reference: ProviderReference
  package var error: ProviderError?
  package var raw: String
  /// What the provider wants for it, in its words; nil when it has not told.
  package var cost: String?
  /// How long the call took in which the provider accepted or refused it, in whole milliseconds.
  package var took: Duration?
  package var sentAt: Timestamp?
  package var endedAt: Timestamp?
  /// Whether the intermediate receipts have been written: they are owed once.
  package var toldIntermediate: Bool

  package init(
    stage: Stage, state: MessageState, lane: LaneName, due: Timestamp, call: CallID? = nil,
    nextPoll: Timestamp? = nil, reference: ProviderReference = ProviderReference(), error: ProviderError? = nil,
    raw: String = "", cost: String? = nil, took: Duration? = nil, sentAt: Timestamp? = nil, endedAt: Timestamp? = nil,
    toldIntermediate: Bool = false
  ) {
    self.stage = stage
    self.state = state
    self.lane = lane
    self.due = due
    self.call = call
    self.nextPoll = nextPoll
    self.reference = reference
    self.error = error
    self.raw = raw
    self.cost = cost
    self.took = took
    self.sentAt = sentAt
    self.endedAt = endedAt
    self.toldIntermediate = toldIntermediate
  }

  /// What a rule did to the message.
  package enum Step: Hashable, Sendable {
    /// The rule does not apply; nothing changed.
    case ignored
    /// It stays as it was; only its life tells of it.
    case kept
    /// It stays where it is; the provider said something about it.
    case noted
    /// It went to another stage.
    case moved
    /// It has ended: receipts are owed.
    case ended
  }

  /// A message that is taken in.
  package init(accepting message: Message, claimed: Bool) {
    let waits = message.dueAt > message.acceptedAt
    self.init(
      stage: waits ? .scheduled : claimed ? .claimed : .queued, state: waits ? .scheduled : .enroute,
      lane: message.lanes.first ?? LaneName(provider: "", channel: message.channel), due: message.dueAt)
  }

  /// Whether no call has it yet: it may be cancelled and replaced.
  package var waits: Bool {
    switch stage {
    case .scheduled, .queued, .claimed: true
    case .calling, .sent, .ended: false
    }
  }

  /// From `scheduled` into the queue, once it is due.
  package mutating func wake(now: Timestamp) -> Bool {
    guard stage == .scheduled, due <= now else { return false }
    stage = .queued
    state = .enroute
    return true
  }

  /// From `claimed` back into a queue, or to a pause before it.
  package mutating func release(to lane: LaneName, notBefore: Timestamp?) -> Bool {
    guard stage == .claimed else { return false }
    queue(in: lane, notBefore: notBefore)
    return true
  }

  /// From `sent` into the queue of another channel, as if it had not been sent.
  package mutating func forward(from old: LaneName, to lane: LaneName, at: Timestamp) -> Bool {
    guard stage == .sent, self.lane == old else { return false }
    reference = ProviderReference()
    nextPoll = nil
    sentAt = nil
    raw = ""
    cost = nil
    took = nil
    error = nil
    state = .enroute
    self.lane = lane
    stage = .queued
    due = at
    return true
  }

  /// From `claimed` into a call.
  package mutating func begin(_ call: CallID) -> Bool {
    guard stage == .claimed else { return false }
    stage = .calling
    self.call = call
    return true
  }

  /// What the call brought. Only the call that it is tied to has a say.
  package mutating func take(_ outcome: CallOutcome, of call: CallID, at: Timestamp) -> Step {
    guard stage == .calling, self.call == call else { return .ignored }
    switch outcome.outcome {
    case .accepted(let reference):
      stage = .sent
      self.call = nil
      self.reference = reference.names
      cost = reference.cost
      took = outcome.took?.inMilliseconds
      sentAt = at
      nextPoll = outcome.next
      return .moved
    case .refused(let state, let error):
      took = outcome.took?.inMilliseconds
      end(state.isFinal ? state : .rejected, at: at, error: error)
      return .ended
    case .retryLater:
      self.call = nil
      queue(in: outcome.lane ?? lane, notBefore: outcome.next)
      return .moved
    case .unknown:
      return .kept
    }
  }

  /// What the provider says. A state that is not final means something only for a message that the provider may have.
  package mutating func take(_ report: StatusReport, at: Timestamp) -> Step {
    if let told = report.lane, told != lane, report.state != .delivered { return .ignored }
    if report.state.isFinal {
      guard stage != .ended else { return .ignored }
      raw = report.raw
      cost = report.cost ?? cost
      end(report.state, at: moment(of: report, at: at), error: report.error)
      return .ended
    }
    guard stage == .sent || stage == .calling, report.state != .scheduled else { return .ignored }
    state = report.state
    raw = report.raw
    cost = report.cost ?? cost
    if let error = report.error { self.error = error }
    return .noted
  }

  /// From any stage but an open call to EXPIRED.
  package mutating func expire(at: Timestamp) -> Bool {
    guard stage != .calling, stage != .ended else { return false }
    end(.expired, at: at, error: nil)
    return true
  }

  /// To DELETED, while it waits.
  package mutating func cancel(at: Timestamp) -> Bool {
    guard waits else { return false }
    end(.deleted, at: at, error: nil)
    return true
  }

  /// Puts the replacement in place while it waits. One that was claimed goes back to its queue: the copy in the memory
  /// of whoever claimed it is stale, and `beginCall` refuses it.
  package mutating func replace(in message: inout Message, with replacement: Replacement) -> Bool {
    guard waits else { return false }
    replacement.apply(to: &message)
    if let dueAt = replacement.dueAt {
      due = dueAt
      stage = dueAt > message.acceptedAt ? .scheduled : .queued
      state = stage == .scheduled ? .scheduled : .enroute
    } else if stage == .claimed {
      stage = .queued
    }
    return true
  }

  /// Takes back what an earlier run of its node had claimed.
  package mutating func takeBack() -> Bool {
    guard stage == .claimed else { return false }
    stage = .queued
    return true
  }

  private mutating func queue(in lane: LaneName, notBefore: Timestamp?) {
    self.lane = lane
    stage = notBefore == nil ? .queued : .scheduled
    if let notBefore { due = notBefore }
  }

  private mutating func end(_ state: MessageState, at: Timestamp, error: ProviderError?) {
    stage = .ended
    self.state = state
    endedAt = at
    call = nil
    nextPoll = nil
    if let error { self.error = error }
  }

  /// The provider's own time of the event, kept between when we sent it and now: its clock may be off.
  private func moment(of report: StatusReport, at: Timestamp) -> Timestamp {
    guard let reported = report.at else { return at }
    return min(at, max(reported, sentAt ?? at))
  }
}

extension MessageRecord {
  /// The record of a message and its progress.
  package init(message: Message, progress: Progress, receiptsOwed: Int) {
    self.init(
      message: message, stage: progress.stage, state: progress.state, lane: progress.lane,
      reference: progress.reference, error: progress.error, raw: progress.raw, cost: progress.cost,
      took: progress.took, sentAt: progress.sentAt, endedAt: progress.endedAt, receiptsOwed: receiptsOwed)
  }
}

extension TrackedMessage {
  /// What the tracker needs of it; nil when no provider has ever had it.
  package init?(message: Message, progress: Progress) {
    guard let sentAt = progress.sentAt else { return nil }
    self.init(
      id: message.id, lane: progress.lane, reference: progress.reference, recipient: message.recipient,
      sentAt: sentAt, validUntil: message.validUntil)
  }
}

extension Duration {
  /// As a store keeps it.
  package init(column milliseconds: Int64) { self = .milliseconds(milliseconds) }
  package var column: Int64 { max(0, milliseconds) }
  fileprivate var inMilliseconds: Duration { Duration(column: column) }
}
