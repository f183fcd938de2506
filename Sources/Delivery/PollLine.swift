import Messages
import Providers
import Store

/// The status questions to one provider as a value: which wait, and when the next may be put.
package struct PollLine: Sendable {
  /// Messages that are asked about together.
  package struct Question: Sendable {
    package var messages: [TrackedMessage]
    package var references: [TrackedReference]
    /// Past it the messages are due again in the store, and somebody else may ask.
    package var until: Duration

    package init(messages: [TrackedMessage], references: [TrackedReference], until: Duration) {
      self.messages = messages
      self.references = references
      self.until = until
    }
  }

  package let plan: PollingPlan
  private var waiting = Fifo<Question>()
  private var inFlight = 0
  private var isClaiming = false
  /// When the store is asked next for messages that are due.
  private var lookAt: Duration?
  private var wakeAt: Duration?
  private var askedAt: Duration?
  private var askedManyAt: Duration?
  private var heldUntil = Duration.zero
  private var claimLimit = PollLine.largestClaim

  private static let largestClaim = 2_000
  private static let hintLimit = 1_000

  package init(plan: PollingPlan) { self.plan = plan }

  /// Questions that can be put within about a minute: no more is claimed at a time.
  package var budget: Int {
    let spacing = max(plan.spacing, plan.loneSpacing)
    return spacing > .zero ? max(1, Int(60_000 / max(1, spacing.milliseconds))) : 64 * max(1, plan.concurrency)
  }

  /// Whether so little waits that a provider's hint to look at something may line up.
  package var hasRoomForHints: Bool { waiting.count < Self.hintLimit }

  package mutating func append(_ question: Question) { waiting.append(question) }

  package mutating func expect(at moment: Duration) { lookAt = min(lookAt ?? moment, moment) }

  package mutating func hold(until moment: Duration) { heldUntil = max(heldUntil, moment) }

  package mutating func questionEnded() { inFlight = max(0, inFlight - 1) }

  package mutating func claimEnded() { isClaiming = false }

  /// Claims as many as can be asked about in time, no more.
  package mutating func adaptClaims(kept: Int, of claimed: Int) {
    claimLimit = kept < claimed ? max(1, kept) : min(Self.largestClaim, max(claimLimit, kept * 2))
  }

  /// The question that may be put now, if any. Those that are too old are left out.
  package mutating func nextQuestion(now: Duration) -> Question? {
    while let question = waiting.first {
      if question.until <= now {
        _ = waiting.popFirst()
        expect(at: now)
        continue
      }
      guard inFlight < max(1, plan.concurrency), now >= opening(for: question) else { return nil }
      inFlight += 1
      askedAt = now
      if question.references.count > 1 { askedManyAt = now }
      return waiting.popFirst()
    }
    return nil
  }

  /// How many to claim now; nil when it is not time, or questions wait still.
  package mutating func nextClaim(now: Duration) -> Int? {
    guard waiting.isEmpty, !isClaiming, inFlight < max(1, plan.concurrency), now >= heldUntil,
      let lookAt, lookAt <= now
    else { return nil }
    self.lookAt = nil
    isClaiming = true
    return claimLimit
  }

  /// When to be woken; nil when that is arranged already, or something under way will report first.
  package mutating func nextWake(now: Duration) -> Duration? {
    guard !isClaiming, inFlight < max(1, plan.concurrency) else { return nil }
    let moment = waiting.first.map { min(opening(for: $0), $0.until) } ?? lookAt.map { max($0, heldUntil) }
    guard let moment else { return nil }
    if let wakeAt, wakeAt <= moment { return nil }
    wakeAt = moment
    return moment
  }

  package mutating func woke(at moment: Duration) {
    if wakeAt == moment { wakeAt = nil }
  }

  private func opening(for question: Question) -> Duration {
    var moment = heldUntil
    if let askedAt { moment = max(moment, askedAt + plan.loneSpacing) }
    if question.references.count > 1, let askedManyAt { moment = max(moment, askedManyAt + plan.spacing) }
    return moment
  }
}
