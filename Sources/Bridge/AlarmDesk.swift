import Admin
import Configuration
import HTTP
import HTTPClient
import Listeners
import Mail
import Messages
import Telemetry

/// Tells alarms to whoever is to be told: posts them to a webhook and sends them as mail. Each is tried a few times; one
/// that nobody took is named in the log.
final class AlarmDesk: Sendable {
  private let inForce: SettingsInForce
  private let mail: MailAssembly
  private let log: Log
  private let exchange: CurlExchange
  private let metrics: Metrics
  private let attempts = Attempts(label: "passerelle.alarms.tell")

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

  private func begin(_ way: String, _ notice: AlarmNotice, _ attempt: @escaping Attempts.Attempt) {
    attempts.begin(attempt) { [self] fault in end(way, notice, fault) }
  }

  private func end(_ way: String, _ notice: AlarmNotice, _ fault: String?) {
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
