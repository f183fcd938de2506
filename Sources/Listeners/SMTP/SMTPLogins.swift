import SMTP
import Synchronization
import Telemetry
import Translation
import Transport

/// Checks who logs in by mail: the accounts and passwords of SMPP.
package final class SMTPLogins: Sendable {
  private let accounts: AccountDirectory
  private let guardian: LoginGuard
  private let verifiers: Mutex<Verifiers?>
  private let log: Log
  private let failures: Counter

  package typealias Verifiers = @Sendable (String) -> SCRAMVerifier?

  /// - Parameter verifiers: what SCRAM needs of a user; nil when not every account's password is known in the clear, and
  ///   then SCRAM is not offered.
  package init(
    accounts: AccountDirectory, guardian: LoginGuard, verifiers: Verifiers? = nil,
    metrics: Metrics, log: Log
  ) {
    self.accounts = accounts
    self.guardian = guardian
    self.verifiers = Mutex(verifiers)
    self.log = log
    failures = metrics.counter("passerelle_smtp_auth_failures_total", "Failed logins by mail.")
  }

  var offersSCRAM: Bool { verifiers.withLock { $0 != nil } }

  /// Puts other passwords in force.
  package func replace(verifiers: Verifiers?) { self.verifiers.withLock { $0 = verifiers } }

  /// Whether a check may take long. An unknown name takes as long as a known one, so that nobody learns which it is.
  func isSlow(_ user: String) -> Bool {
    (accounts.withSystemID(user)?.account.password ?? decoy)?.isSlow ?? false
  }

  private var decoy: PasswordCheck? { accounts.all.first { $0.account.password.isSlow }?.account.password }

  /// The account, when the password is right and it may come from there.
  func check(_ credentials: Credentials, _ client: MailClient, now: Duration) -> AccountDirectory.Entry? {
    let entry = allowed(credentials.user, client, now: now)
    let password = accounts.withSystemID(credentials.user)?.account.password ?? decoy
    let isRight = password?.accepts(credentials.password) ?? false
    guard let entry, isRight else { return nil }
    return entry
  }

  /// Checks and counts: for logins that are no AUTH command.
  func check(dialect credentials: Credentials, _ client: MailClient, now: Duration) -> AccountDirectory.Entry? {
    let entry = check(credentials, client, now: now)
    if entry == nil { failed(credentials.user, client, now: now) } else { succeeded(credentials.user, client) }
    return entry
  }

  /// The account whose token the key is.
  func check(key: String, profiles: [String: MailProfile], _ client: MailClient, now: Duration)
    -> AccountDirectory.Entry?
  {
    guard !guardian.isBanned(client.address, "", now: now) else { return nil }
    let key = Array(key.utf8)
    let name = profiles.first { entry in
      entry.value.token.map { constantTimeEqual(Array($0.utf8), key) } ?? false
    }?.key
    guard let entry = name.flatMap(accounts.named), entry.account.allows(client.address),
      entry.account.lack(tls: client.isTLS, certificate: client.certificate) == nil
    else {
      failed("", client, now: now)
      return nil
    }
    return entry
  }

  /// For SCRAM; a user who may not log in from there has no verifier.
  func verifier(_ user: String, _ client: MailClient, now: Duration) -> SCRAMVerifier? {
    allowed(user, client, now: now) == nil ? nil : verifiers.withLock { $0 }?(user)
  }

  private func allowed(_ user: String, _ client: MailClient, now: Duration) -> AccountDirectory.Entry? {
    guard !guardian.isBanned(client.address, user, now: now), let entry = accounts.withSystemID(user),
      entry.account.allows(client.address),
      entry.account.lack(tls: client.isTLS, certificate: client.certificate) == nil
    else { return nil }
    return entry
  }

  /// Whether nobody may log in from there now.
  func isShutOut(_ client: MailClient, now: Duration) -> Bool { guardian.isBanned(client.address, now: now) }

  func succeeded(_ user: String, _ client: MailClient) { guardian.succeeded(client.address, user) }

  func failed(_ user: String, _ client: MailClient, now: Duration) {
    failures.add()
    let isBanned = guardian.failed(client.address, user, now: now)
    log.warning(
      "auth-fail", ["protocol": "smtp", "ip": client.address.description, "user": user, "banned": "\(isBanned)"])
  }
}
