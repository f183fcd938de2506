import HTTP
import Messages
import Providers
import Store
import Telemetry

/// Where the admin listener gets what it shows, and whom it has act. Every closure may be called on any thread and must
/// return at once; those with `done` call it once, on any thread.
package struct AdminSources: Sendable {
  package typealias Done<T> = @Sendable (T) -> Void

  /// Asked on a queue of the admin listener, never on a loop.
  package var ledger: any MessageLedger
  package var wallClock: @Sendable () -> Timestamp
  /// The program's version, for the console.
  package var version = ""
  /// Writes something small to the store and says whether it is on disk.
  package var storeWritable: @Sendable (_ done: @escaping Done<Bool>) -> Void
  /// What keeps clients from being served, in words; empty when nothing does.
  package var notReady: @Sendable () -> [String] = { [] }
  package var sessions: @Sendable () -> [AdminViews.Session] = { [] }
  /// Newest first.
  package var rejected: @Sendable () -> [AdminViews.Rejected] = { [] }
  /// The settings in force as TOML, secrets masked.
  package var settings: @Sendable () -> String = { "" }
  package var providers: @Sendable (_ done: @escaping Done<[AdminViews.Provider]>) -> Void = { $0([]) }
  package var ask: @Sendable (_ question: AdminViews.Question, _ done: @escaping Done<InquiryAnswer>) -> Void = {
    $1(.failed("providers cannot be asked here"))
  }
  /// Nil where the program cannot do it.
  package var resume: (@Sendable (_ provider: String, _ done: @escaping Done<AdminViews.Deed>) -> Void)?
  package var stop: (@Sendable (_ provider: String, _ done: @escaping Done<AdminViews.Deed>) -> Void)?
  package var send: (@Sendable (_ draft: AdminViews.Draft, _ done: @escaping Done<AdminViews.Sent>) -> Void)?
  /// What can be done to messages; the ledger has been asked whether the message is there.
  package var deeds: [AdminViews.MessageDeed: @Sendable (MessageID, _ done: @escaping Done<AdminViews.Deed>) -> Void] =
    [:]
  /// Reads the configuration again and puts in force what can be.
  package var reload: (@Sendable (_ done: @escaping Done<AdminViews.Reload>) -> Void)?
  /// The alarms that stand.
  package var alarms: @Sendable () -> [AlarmNotice] = { [] }
  /// Where deeds are written down for the console.
  package var trail = AuditTrail()
  /// Where the line of a deed goes; nil: among the others.
  package var auditLog: Log?
  /// Nil for a text that no SMS carries.
  package var preview: (@Sendable (_ text: String) -> AdminViews.Preview?)?
  /// Why a text takes the encoding that it has, in a sentence; nil where there is nothing to say.
  package var encodingReason: @Sendable (_ message: Message) -> Sentence? = { _ in nil }
  /// What a message would take; the reason where it would not be accepted. May ask the provider. Nil where nobody can say.
  package var quote:
    (
      @Sendable (_ draft: AdminViews.Draft, _ done: @escaping Done<Result<AdminViews.Quote, AdminViews.NoQuote>>) ->
        Void
    )?
  package var lists: @Sendable () -> [AdminViews.DistributionList] = { [] }
  package var texts: @Sendable () -> [AdminViews.CannedText] = { [] }
  /// The unguessable part of the callback path, by provider.
  package var callbackSecrets: @Sendable () -> [String: String] = { [:] }
  /// A provider's post whose secret was right.
  package var callback:
    @Sendable (_ provider: String, _ request: HTTPRequest, _ done: @escaping Done<HTTPResponse>) -> Void =
      { $2(HTTPResponse(status: 404)) }

  package init(
    ledger: any MessageLedger, wallClock: @escaping @Sendable () -> Timestamp,
    storeWritable: @escaping @Sendable (_ done: @escaping Done<Bool>) -> Void
  ) {
    self.ledger = ledger
    self.wallClock = wallClock
    self.storeWritable = storeWritable
  }
}
