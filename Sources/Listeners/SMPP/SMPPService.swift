import Delivery
import Dispatch
import Messages
import SMPP
import Store
import Synchronization
import Telemetry
import Transport

/// What all SMPP connections share.
package final class SMPPService: Sendable {
  /// How the listeners of one configuration behave.
  package struct Settings: Sendable {
    package var session = ServerSettings()
    package var systemID = "passerelle"
    package var windowHardCap = 1_000
    /// Wrong name and wrong password are told apart (3.4 practice) rather than both answered ESME_RBINDFAIL.
    package var namesBindFaults = true
    package var maxConnections = 12_000
    package var maxPerAddress = 1_000
    package var congestionState = true
    /// `system_id` and `password` may be longer than the specification has room for.
    package var longCredentials = true
    /// How long an answer may wait for a provider.
    package var transactionTimeout = Duration.milliseconds(1_500)
    /// How long we wait before dialling the same client again.
    package var outbindPause = Duration.seconds(60)
    /// Numbers at once of which clients want an `alert_notification`.
    package var awaitedNumbers = 10_000
    package init() {}
  }

  package let accounts: AccountDirectory
  package let logins: LoginGuard
  package let sessions: SessionDirectory
  let engine: Engine
  private let current: Mutex<Settings>
  /// As they are now; a connection keeps those that it began with.
  var settings: Settings { current.withLock { $0 } }
  package let rejects: RejectRing
  package let lists: ListDirectory
  let connections: ConnectionCounter
  /// Every connection's way to end, by its id.
  let live = LiveConnections()
  let underWay = ResponsesUnderWay()
  let resubmissions = ResubmissionIndex()
  let unanswered = UnansweredSubmits()
  let awaited: AwaitedNumbers
  /// Messages whose end stood in the response already: no receipt follows.
  let toldInResponse = RecentMessages()
  let log: Log
  let metrics: SMPPMetrics
  /// For what takes long: password hashes, questions to the store.
  let slowQueue = DispatchQueue(label: "passerelle.slow", attributes: .concurrent)

  package init(
    accounts: AccountDirectory, logins: LoginGuard, sessions: SessionDirectory, engine: Engine, settings: Settings,
    rejects: RejectRing, lists: ListDirectory, metrics: Metrics, log: Log
  ) {
    self.accounts = accounts
    self.logins = logins
    self.sessions = sessions
    self.engine = engine
    current = Mutex(settings)
    self.rejects = rejects
    self.lists = lists
    self.log = log
    self.metrics = SMPPMetrics(metrics)
    awaited = AwaitedNumbers(limit: settings.awaitedNumbers, metrics: metrics)
    connections = ConnectionCounter(limit: settings.maxConnections, perAddress: settings.maxPerAddress)
  }

  /// Puts other settings in force for connections and binds to come.
  package func replace(_ settings: Settings) {
    current.withLock { $0 = settings }
    connections.replace(limit: settings.maxConnections, perAddress: settings.maxPerAddress)
    awaited.replace(limit: settings.awaitedNumbers)
  }

  /// The owner of a new connection; nil when there are too many.
  package func handler(for connection: Connection) -> (any ConnectionHandler)? {
    guard connections.enter(connection.peer.ip) else {
      metrics.refusedConnections.add()
      return nil
    }
    return SMPPConnection(connection, service: self)
  }

  /// Asks every session to unbind and returns when all are gone or `patience` is over.
  package func endSessions(patience: Duration) async {
    for unbind in live.all { unbind() }
    await withCheckedContinuation { ended in
      let once = Once { ended.resume() }
      live.whenEmpty { once.run() }
      let patience = DispatchTimeInterval.milliseconds(Int(clamping: patience.milliseconds))
      slowQueue.asyncAfter(deadline: .now() + patience) { @Sendable in once.run() }
    }
  }
}
