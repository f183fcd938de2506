import HTTP
import Messages

/// One provider account as a pure adapter: it turns work into HTTP requests and answers into outcomes, and sends nothing.
///
/// A value; whatever changes from call to call (a bearer token, a cursor) is handed in with ``ProviderContext``.
package protocol Provider: Sendable {
  /// The name in the configuration.
  var name: String { get }

  /// What it offers on a channel; nil when it does not serve it.
  func offer(for channel: Channel) -> ChannelOffer?

  /// Why this provider would refuse the message, as far as its documents tell; nil when it would take it.
  /// Asked at submit, before anything is acknowledged.
  func refusal(of message: Message, now: Timestamp) -> ProviderRefusal?

  /// How many of the first messages go into the next call. They are of one channel, all acceptable by ``refusal(of:now:)``;
  /// at least 1 for a list that is not empty.
  func take(from waiting: ArraySlice<Message>) -> Int

  /// Words to be journaled with the intent before the first request: what ``settle(_:note:context:)`` will look for.
  func note(for batch: [Message], call: String) -> String

  /// Hands the batch over. The step's outcome has one entry a message, in any order.
  func send(_ batch: [Message], note: String, context: ProviderContext) -> ProviderStep<SendReport>

  /// Finds out what became of a batch whose answer was lost. Nil when this provider cannot be asked for such a batch.
  func settle(_ batch: [Message], note: String, context: ProviderContext) -> ProviderStep<SettleReport>?

  /// How many tracked messages fit one status question, of those given; at least 1 for a list that is not empty.
  func takeForStatus(from due: ArraySlice<TrackedReference>) -> Int

  /// Asks for the states.
  func status(of messages: [TrackedReference], context: ProviderContext) -> ProviderStep<StatusAnswer>

  /// The rhythm of status questions.
  var polling: PollingPlan { get }

  /// Stops a message that the provider has, where it offers that.
  func cancel(_ message: TrackedReference, context: ProviderContext) -> ProviderStep<Bool>?

  /// Gets a credential for the calls (a bearer token), where the provider wants one. Nil when it does not.
  func authorize(context: ProviderContext) -> ProviderStep<Authorization>?

  /// Asks for messages from handsets since the cursor. Nil when it has none.
  func incoming(cursor: String?, context: ProviderContext) -> ProviderStep<IncomingAnswer>?

  /// Tells the provider that incoming messages have been taken. Nil when it need not be told.
  func markRead(providerIDs: [String], context: ProviderContext) -> ProviderStep<Bool>?

  /// Reads what the provider posted to our callback address.
  func callback(_ request: HTTPRequest, now: Timestamp) -> CallbackAnswer

  /// The operator's questions and actions that it knows (balance, senders, lists, …), by name.
  var inquiries: [Inquiry] { get }

  /// Asks one of ``inquiries``. Nil for an unknown name or a missing argument.
  func ask(_ inquiry: String, arguments: [String: String], context: ProviderContext) -> ProviderStep<InquiryAnswer>?
}

/// What an adapter may use and cannot know by itself.
package struct ProviderContext: Sendable {
  package var now: Timestamp
  /// What ``Provider/authorize(context:)`` brought, while it lasts.
  package var credential: String?
  /// Where the provider may post to us, with the unguessable part in it; nil when callbacks are off.
  package var callbackURL: String?

  package init(now: Timestamp, credential: String? = nil, callbackURL: String? = nil) {
    self.now = now
    self.credential = credential
    self.callbackURL = callbackURL
  }
}

/// Work with a provider, a request at a time: a pure chain that whoever makes the calls walks along.
package enum ProviderStep<Outcome: Sendable>: Sendable {
  /// Make this call and go on with what it brought. `journal` must be durable before the call: it replaces the note of
  /// the call's intent (an id that an earlier request of the chain created).
  case call(
    HTTPRequest, journal: String? = nil,
    then: @Sendable (Result<HTTPResponse, HTTPFailure>, Timestamp) -> ProviderStep<Outcome>)
  case done(Outcome)
}

/// What a channel of a provider offers.
package struct ChannelOffer: Hashable, Sendable {
  /// Messages in the largest call.
  package var batch: Int
  /// Calls under way at once, at most.
  package var concurrency: Int
  /// Whether binary data and ports can be carried.
  package var carriesBinary: Bool
  /// The farthest schedule that the provider takes; we hold messages ourselves, so it only bounds validity arithmetic.
  package var longestValidity: Duration?
  /// Whether a message that was handed over can still be stopped.
  package var canCancel: Bool
  /// Whether a lost answer can be settled by asking.
  package var canSettle: Bool

  package init(
    batch: Int, concurrency: Int = 4, carriesBinary: Bool = false, longestValidity: Duration? = nil,
    canCancel: Bool = false, canSettle: Bool = false
  ) {
    self.batch = batch
    self.concurrency = concurrency
    self.carriesBinary = carriesBinary
    self.longestValidity = longestValidity
    self.canCancel = canCancel
    self.canSettle = canSettle
  }
}

/// Why a message cannot go to a provider, known before any call.
package enum ProviderRefusal: Hashable, Sendable {
  case recipient(String)
  case sender(String)
  case tooLong(limit: Int)
  /// The text is not what the channel takes (letters in a verification code).
  case text(String)
  case binary
  case schedule
  case validity
  case content(String)
}

/// What a send brought: an outcome for each message, and what it says about the lane.
package struct SendReport: Hashable, Sendable {
  package var outcomes: [MessageID: SendOutcome]
  package var lane: LaneAdvice
  /// What the call cost, in the provider's words, when it told.
  package var cost: String?

  package init(outcomes: [MessageID: SendOutcome], lane: LaneAdvice = .carryOn, cost: String? = nil) {
    self.outcomes = outcomes
    self.lane = lane
    self.cost = cost
  }

  /// The same outcome for all.
  package init(all batch: [Message], _ outcome: SendOutcome, lane: LaneAdvice = .carryOn) {
    self.init(outcomes: Dictionary(batch.map { ($0.id, outcome) }, uniquingKeysWith: { a, _ in a }), lane: lane)
  }
}

/// What the answer to one call means for the calls after it.
package enum LaneAdvice: Hashable, Sendable {
  case carryOn
  /// Too fast: no call before so long; fewer at once.
  case slowDown(Duration)
  /// Not for now (no money, blocked, maintenance): keep the messages, try again after so long, raise the alarm.
  case hold(Duration, reason: String)
  /// Wrong token or login: no calls until an operator has changed something; keep the messages, raise the alarm.
  case stop(reason: String)
  /// The credential is no longer good: get a new one and make the call again.
  case renewCredential
}

/// What asking about a lost answer brought. A message in none of the two is still undecided: ask again later.
package struct SettleReport: Hashable, Sendable {
  package var sent: [MessageID: ProviderReference]
  package var notSent: Set<MessageID>
  package init(sent: [MessageID: ProviderReference] = [:], notSent: Set<MessageID> = []) {
    self.sent = sent
    self.notSent = notSent
  }
}

/// A message at a provider, as its adapter needs it to ask about it.
package struct TrackedReference: Hashable, Sendable {
  package var id: MessageID
  package var channel: Channel
  package var reference: ProviderReference
  package var recipient: PhoneNumber
  package init(id: MessageID, channel: Channel, reference: ProviderReference, recipient: PhoneNumber) {
    self.id = id
    self.channel = channel
    self.reference = reference
    self.recipient = recipient
  }
}

/// What a status question brought: reports of those that the provider told about; the rest are asked about again.
package struct StatusAnswer: Hashable, Sendable {
  package var reports: [StatusReport]
  package var lane: LaneAdvice
  package init(reports: [StatusReport] = [], lane: LaneAdvice = .carryOn) {
    self.reports = reports
    self.lane = lane
  }
}

/// When to ask for the status of a message, by its age, and how often the provider may be asked at all.
package struct PollingPlan: Hashable, Sendable {
  /// Delays between questions about one message; the last one repeats.
  package var delays: [Duration]
  /// The least time between two status questions of any kind.
  package var spacing: Duration
  /// Status questions under way at once.
  package var concurrency: Int
  package init(delays: [Duration], spacing: Duration = .zero, concurrency: Int = 1) {
    self.delays = delays
    self.spacing = spacing
    self.concurrency = concurrency
  }
}

/// A credential and how long it lasts.
package struct Authorization: Hashable, Sendable {
  package enum Result: Hashable, Sendable {
    case granted(String, until: Timestamp)
    case denied(String)
    case failed(String)
  }
  package var result: Result
  package init(_ result: Result) { self.result = result }
}

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

/// What a provider's post to us means. It is only a hint or a report: whatever it says is checked against what we hold.
package struct CallbackAnswer: Equatable, Sendable {
  /// Look at these batches or messages now rather than at their time.
  package var look: [ProviderReference]
  /// States by the provider's reference, where the post can be trusted (signed).
  package var reports: [Report]
  package var incoming: [IncomingAnswer.Item]
  package var response: HTTPResponse

  package struct Report: Hashable, Sendable {
    package var reference: ProviderReference
    package var recipient: PhoneNumber?
    package var state: MessageState
    package var at: Timestamp?
    package var error: ProviderError?
    package var raw: String
    package init(
      reference: ProviderReference, recipient: PhoneNumber?, state: MessageState, at: Timestamp?,
      error: ProviderError?, raw: String
    ) {
      self.reference = reference
      self.recipient = recipient
      self.state = state
      self.at = at
      self.error = error
      self.raw = raw
    }
  }

  package init(
    look: [ProviderReference] = [], reports: [Report] = [], incoming: [IncomingAnswer.Item] = [],
    response: HTTPResponse = HTTPResponse(status: 200)
  ) {
    self.look = look
    self.reports = reports
    self.incoming = incoming
    self.response = response
  }
}

/// Something an operator can ask a provider or have it do.
package struct Inquiry: Hashable, Sendable {
  /// As typed: `balance`, `senders`, `lists`.
  package var name: String
  package var summary: String
  /// Names of the arguments, those that must be given first; an optional one ends in `?`.
  package var arguments: [String]
  /// Whether it changes something or costs money: asks before acting.
  package var acts: Bool
  package init(_ name: String, _ summary: String, arguments: [String] = [], acts: Bool = false) {
    self.name = name
    self.summary = summary
    self.arguments = arguments
    self.acts = acts
  }
}

/// An answer for people: rows of named values, or why there is none.
package enum InquiryAnswer: Hashable, Sendable {
  case rows([[String: String]])
  case failed(String)
}
