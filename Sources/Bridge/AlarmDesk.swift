import Admin
import Configuration
import Dispatch
import HTTP
import HTTPClient
import Listeners
import Mail
import Messages
import Synchronization
import Telemetry

/// Tells alarms to whoever is to be told: posts them to a webhook and sends them as mail. Each is tried a few times; one
/// that nobody took is named in the log. At most ``room`` are under way.
final class AlarmDesk: Sendable {
  private static let room = 100
  /// Pauses between attempts.
  private static let pauses: [Duration] = [.seconds(2), .seconds(10), .seconds(60)]

  private let inForce: SettingsInForce
  private let mail: MailAssembly
  private let log: Log
  private let exchange: CurlExchange
  private let metrics: Metrics
  private let underWay = Atomic<Int>(0)
  private let queue = DispatchQueue(label: "passerelle.alarms.tell")

  init(inForce: SettingsInForce, mail: MailAssembly, metrics: Metrics, log: Log) {
    self.inForce = inForce
    self.mail = mail
    self.metrics = metrics
    self.log = log
    var settings = CurlSettings()
    settings.callTimeout = .seconds(20)
    settings.maximumConcurrent = 4
    settings.bodyLimit = 64 << 10
    exchange = CurlExchange(settings)
  }

  func tell(_ notice: AlarmNotice) {
    let alarm = inForce.now.alarm
    if let webhook = alarm.webhook {
      begin("webhook", notice) { self.post(notice, to: webhook, alarm.webhookToken, $0) }
    }
    if !alarm.mail.isEmpty { begin("mail", notice) { self.mail.send(notice, to: alarm.mail, $0) } }
  }

  func stop() async { await exchange.stop(grace: .seconds(1)) }

  // MARK: Attempts

  /// One attempt; `done` gets why it failed, nil when it did not.
  private typealias Attempt = @Sendable (_ done: @escaping @Sendable (String?) -> Void) -> Void

  private func begin(_ way: String, _ notice: AlarmNotice, _ attempt: @escaping Attempt) {
    guard underWay.add(1, ordering: .relaxed).newValue <= Self.room else {
      return end(way, notice, "too many are under way")
    }
    run(way, notice, attempt, Self.pauses[...])
  }

  private func run(_ way: String, _ notice: AlarmNotice, _ attempt: @escaping Attempt, _ pauses: ArraySlice<Duration>) {
    attempt { [self] fault in
      guard fault != nil, let pause = pauses.first else { return end(way, notice, fault) }
      queue.asyncAfter(deadline: .now() + .milliseconds(Int(pause.milliseconds))) { @Sendable [self] in
        run(way, notice, attempt, pauses.dropFirst())
      }
    }
  }

  private func end(_ way: String, _ notice: AlarmNotice, _ fault: String?) {
    underWay.subtract(1, ordering: .relaxed)
    metrics.counter(
      "passerelle_alarm_notices_total", "Alarms told by webhook and mail.",
      [("way", way), ("end", fault == nil ? "told" : "failed")]
    ).add()
    if let fault { log.error("alarm-not-told", ["way": way, "alarm": notice.title, "reason": fault]) }
  }

  private func post(
    _ notice: AlarmNotice, to url: String, _ token: Secret?, _ done: @escaping @Sendable (String?) -> Void
  ) {
    var request = HTTPRequest(.post, url, body: notice.json(bridge: inForce.now.bridge.name).encoded)
    request.headers.add("Content-Type", "application/json")
    if let token { request.headers.add("Authorization", "Bearer " + token.value) }
    exchange.perform(request) { result in
      switch result {
      case .success(let response): done((200...299).contains(response.status) ? nil : "HTTP \(response.status)")
      case .failure(let failure): done(failure.reason)
      }
    }
  }
}
