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

  package private(set) var plan: PollingPlan
  /// The provider's plan, for all nodes together.
  private var whole: PollingPlan
  private var nodes = 1
  private var waiting = Fifo<Question>()
  private var inFlight = 0
  private var isClaiming = false
  /// When the store is asked next for messages that are due.
  private var looks = LookSchedule()
  private var wakeAt: Duration?
  private var askedAt: Duration?
  private var askedManyAt: Duration?
  private var heldUntil = Duration.zero
  private var claimLimit = PollLine.largestClaim

  private static let largestClaim = 10_000
  /// Messages that are asked about one by one while a question about many must wait.
  private static let few = 60
  private static let hintLimit = 1_000

  package init(plan: PollingPlan) {
    self.plan = plan
    whole = plan
  }

  /// Keeps to another plan of the provider from now on.
  package mutating func follow(_ next: PollingPlan) {
    whole = next
    plan = next
    plan.spacing = next.spacing * nodes
    plan.loneSpacing = next.loneSpacing * nodes
    plan.concurrency = max(1, next.concurrency / nodes)
  }

  /// Keeps to its part of what the provider allows, when so many nodes ask it.
  package mutating func share(among count: Int) {
    guard count != nodes, count > 0 else { return }
    nodes = count
    follow(whole)
  }

  /// Questions that can be put within about a minute: no more is claimed at a time.
  package var budget: Int {
    let spacing = max(plan.spacing, plan.loneSpacing)
    return spacing > .zero ? max(1, Int(60_000 / max(1, spacing.milliseconds))) : 64 * max(1, plan.concurrency)
  }

  /// Whether so little waits that a provider's hint to look at something may line up.
  package var hasRoomForHints: Bool { waiting.count < Self.hintLimit }

  package mutating func append(_ question: Question) { waiting.append(question) }

  package mutating func expect(at moment: Duration) { looks.expect(at: moment) }

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
      guard inFlight < max(1, plan.concurrency) else { return nil }
      if now >= opening(for: question) {
        if question.references.count > 1 { askedManyAt = now }
        _ = waiting.popFirst()
        return begin(question, now)
      }
      guard isFewEnough(question), now >= loneOpening else { return nil }
      return begin(takeLone(), now)
    }
    return nil
  }

  private mutating func begin(_ question: Question?, _ now: Duration) -> Question? {
    guard let question else { return nil }
    inFlight += 1
    askedAt = now
    return question
  }

  /// Whether a question about many that must wait for its time is answered sooner in questions about one.
  private func isFewEnough(_ question: Question) -> Bool {
    let spacing = plan.spacing - plan.loneSpacing
    return question.references.count > 1 && plan.loneSpacing * question.references.count < spacing
  }

  /// Takes one message out of the first question.
  private mutating func takeLone() -> Question? {
    guard var many = waiting.popFirst(), let message = many.messages.first, let reference = many.references.first else {
      return nil
    }
    many.messages.removeFirst()
    many.references.removeFirst()
    if !many.references.isEmpty { waiting.prepend(many) }
    return Question(messages: [message], references: [reference], until: many.until)
  }

  /// How many to claim now; nil when it is not time, or questions wait still.
  package mutating func nextClaim(now: Duration) -> Int? {
    guard waiting.isEmpty, !isClaiming, inFlight < max(1, plan.concurrency), now >= heldUntil,
      looks.takeDue(now: now)
    else { return nil }
    isClaiming = true
    return crowdOpening(now: now) == nil ? claimLimit : min(claimLimit, Self.few + 1)
  }

  /// When a question about many may be put, if that is not now and questions about one may be put meanwhile.
  package func crowdOpening(now: Duration) -> Duration? {
    guard plan.loneSpacing < plan.spacing, let askedManyAt, askedManyAt + plan.spacing > now else { return nil }
    return askedManyAt + plan.spacing
  }

  /// Takes the next slot for a question about many for somebody else, and says when it is.
  package mutating func reserveMany(now: Duration) -> Duration {
    let moment = max(now, crowdOpening(now: now) ?? now)
    askedManyAt = moment
    return moment
  }

  /// Whether so many are due that they had better wait for a question about many.
  package func isCrowd(_ count: Int) -> Bool { count > Self.few }

  /// When to be woken; nil when that is arranged already, or something under way will report first.
  package mutating func nextWake(now: Duration) -> Duration? {
    guard !isClaiming, inFlight < max(1, plan.concurrency) else { return nil }
    let moment =
      waiting.first.map { min(isFewEnough($0) ? loneOpening : opening(for: $0), $0.until) }
      ?? looks.first.map { max($0, heldUntil) }
    guard let moment else { return nil }
    if let wakeAt, wakeAt > now, wakeAt <= moment { return nil }
    wakeAt = moment
    return moment
  }

  package mutating func woke(at moment: Duration) {
    if wakeAt == moment { wakeAt = nil }
  }

  /// When a question about one message may be put.
  private var loneOpening: Duration {
    askedAt.map { max(heldUntil, $0 + plan.loneSpacing) } ?? heldUntil
  }

  private func opening(for question: Question) -> Duration {
    var moment = loneOpening
    if question.references.count > 1, let askedManyAt { moment = max(moment, askedManyAt + plan.spacing) }
    return moment
  }
}
