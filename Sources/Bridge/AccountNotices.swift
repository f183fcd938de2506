import Configuration
import Delivery
import Dispatch
import Listeners
import Mail
import Messages
import Synchronization
import Telemetry

/// Tells the owners of accounts by mail when the day's quota is used up and when their names are shut out: whoever the
/// configuration names for the account, at most once an hour for each kind. Each mail is tried a few times; one that the
/// relay did not take is named in the log.
final class AccountNotices: Sendable {
  private let inForce: SettingsInForce
  private let accounts: AccountDirectory
  private let mail: MailAssembly
  private let executor: any EngineExecutor
  private let metrics: Metrics
  private let log: Log
  private let limit = HourlyLimit(1)
  private let attempts = Attempts(label: "passerelle.notices.tell")
  private let queue = DispatchQueue(label: "passerelle.notices")
  /// Accounts whose quota is used up, as the last look found them.
  private let usedUp = Mutex<Set<String>>([])

  private static let rhythm = DispatchTimeInterval.seconds(1)

  init(
    inForce: SettingsInForce, accounts: AccountDirectory, mail: MailAssembly, executor: any EngineExecutor,
    metrics: Metrics, log: Log
  ) {
    self.inForce = inForce
    self.accounts = accounts
    self.mail = mail
    self.executor = executor
    self.metrics = metrics
    self.log = log
  }

  /// Looks once a second as long as the process runs.
  func start() {
    queue.asyncAfter(deadline: .now() + Self.rhythm) { @Sendable [weak self] in
      self?.look()
      self?.start()
    }
  }

  /// The name has been shut out from that address. Names that nobody has are passed over.
  func lockedOut(_ name: String, from address: String) {
    guard let account = accounts.withSystemID(name)?.account.terms.name else { return }
    tell(AccountNotice(account: account, kind: .lockedOut(name: name, address: address)))
  }

  private func look() {
    let wallClock = executor.wallClock
    let now = accounts.all.filter { $0.meter.isQuotaUsedUp(wallClock) }
    let names = Set(now.map(\.account.terms.name))
    let before = usedUp.withLock { usedUp in
      defer { usedUp = names }
      return usedUp
    }
    for entry in now where !before.contains(entry.account.terms.name) {
      log.warning("quota-used-up", ["account": entry.account.terms.name, "parts": "\(entry.meter.dailyQuota)"])
      tell(AccountNotice(account: entry.account.terms.name, kind: .quotaUsedUp(parts: entry.meter.dailyQuota)))
    }
  }

  private func tell(_ notice: AccountNotice) {
    let configuration = inForce.now
    guard let account = configuration.accounts.first(where: { $0.name == notice.account }), !account.notices.isEmpty,
      limit.take(notice.account + " " + notice.kind.word, now: executor.now)
    else { return }
    let (mail, executor, to) = (mail, executor, account.notices)
    let language = SMTPSettingsAssembly.language(account.mailLanguage ?? configuration.mail.language)
    let attempt: Attempts.Attempt = { mail.send(notice, to: to, language, at: executor.wallClock, $0) }
    attempts.begin(attempt) { [metrics, log] fault in
      metrics.counter(
        "passerelle_account_notices_total", "Mails to the owners of accounts about quota and lock-outs.",
        [("kind", notice.kind.word), ("end", fault == nil ? "told" : "failed")]
      ).add()
      if let fault {
        log.error("account-not-told", ["account": notice.account, "kind": notice.kind.word, "reason": fault])
      }
    }
  }
}
