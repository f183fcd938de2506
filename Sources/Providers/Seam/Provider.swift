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

  /// Whether ``settle(_:note:context:)`` counts as a status question about many, where those are limited.
  func settlesByMassQuestion(_ batch: [Message]) -> Bool

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
