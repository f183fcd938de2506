import Delivery
import Mail
import Messages
import SMTP
import Synchronization
import Telemetry
import Translation
import Transport

/// Takes whole mails: reads them, finds who pays, has the messages committed and answers each recipient. Asked on every loop.
package final class MailDesk: Sendable {
  private let current: Mutex<SMTPRules>
  let intake: Intake
  private let seen: SeenMails
  private let carrier: (any MailCarrier)?
  private let drawer: (any MailCarrier)?
  private let logins: SMTPLogins
  private let slow: SlowWork
  private let errands: HourlyLimit
  private let log: Log
  private let accepted: Counter
  private let repeated: Counter
  private let dropped: Counter

  init(
    rules: SMTPRules, intake: Intake, seen: SeenMails, carrier: (any MailCarrier)?, drawer: (any MailCarrier)?,
    logins: SMTPLogins, slow: SlowWork, metrics: Metrics, log: Log
  ) {
    current = Mutex(rules)
    self.intake = intake
    self.seen = seen
    self.carrier = carrier
    self.drawer = drawer
    self.logins = logins
    self.slow = slow
    errands = HourlyLimit(rules.settings.mailsPerSender)
    self.log = log
    accepted = metrics.counter("passerelle_mails_accepted_total", "Mails that were answered with 250.")
    repeated = metrics.counter("passerelle_mails_repeated_total", "Mails that were known already and got the same id.")
    dropped = metrics.counter("passerelle_mails_dropped_total", "Automatic answers that were taken and not sent on.")
  }

  var rules: SMTPRules { current.withLock { $0 } }

  func replace(_ rules: SMTPRules) { current.withLock { $0 = rules } }

  /// Recipients of a mail from which on it is not worked on where connections are served.
  private static let many = 200

  /// Takes the mail and answers once, on any thread: one reply for LMTP per recipient, else one.
  func take(
    _ content: [UInt8], _ envelope: Envelope, from client: MailClient,
    completion: @escaping @Sendable ([Reply]) -> Void
  ) {
    let mail: MailMessage
    let rules = rules
    do throws(MailFault) {
      mail = try MailReader.read(content, limits: rules.settings.mail)
    } catch {
      return completion(Self.repeated(Reply(error), envelope, client))
    }
    if let answer = answerToLoop(mail, rules) { return completion(Self.repeated(answer, envelope, client)) }
    let job = MailJob(
      mail: mail, envelope: envelope, client: client, rules: rules, now: intake.clock.now,
      wallClock: intake.clock.wallClock)
    let destinations = job.destinations()
    guard Self.isLong(destinations) else { return work(job, destinations, completion) }
    let isQueued = slow.run { [self] in work(job, destinations, completion) }
    if !isQueued { completion(Self.repeated(Reply(Refusal.queueFull), envelope, client)) }
  }

  /// A password to be checked, or a long list.
  private static func isLong(_ destinations: [Result<MailDestination, Reply>]) -> Bool {
    var phones = 0
    for destination in destinations {
      switch destination {
      case .success(.order): return true
      case .success(.phones(let targets, _, _)): phones += targets.count
      default: continue
      }
    }
    return phones > many
  }

  private static func repeated(_ reply: Reply, _ envelope: Envelope, _ client: MailClient) -> [Reply] {
    Array(repeating: reply, count: client.listener == .lmtp ? max(1, envelope.recipients.count) : 1)
  }

  private func answerToLoop(_ mail: MailMessage, _ rules: SMTPRules) -> Reply? {
    guard let signal = mail.loopSignals(rules.loops).first else { return nil }
    guard !signal.isRefused else { return .mailLoop }
    dropped.add()
    log.info("mail-dropped", ["reason": "\(signal)", "id": mail.messageID ?? ""])
    return .answerDropped
  }

  // MARK: One mail

  private func work(
    _ job: MailJob, _ destinations: [Result<MailDestination, Reply>],
    _ completion: @escaping @Sendable ([Reply]) -> Void
  ) {
    var plan = MailPlan(
      recipients: destinations.count, seen: seen, window: job.rules.settings.dedupeWindow, intake: intake,
      now: job.now, wallClock: job.wallClock)
    var errands: [MailErrand] = []
    var contents: [String: MailTranslation.Content] = [:]
    for (line, destination) in destinations.enumerated() {
      switch resolved(destination, job, line) {
      case .failure(let reply): plan.refuse(line, reply)
      case .success(.dropped):
        dropped.add()
        plan.answer(line, .answerDropped)
      case .success(.person(let role)): errands.append(job.errand(to: role, line: line))
      case .success(.phones(let targets, let account, _)):
        fill(&plan, &errands, &contents, job, line: line, targets, account)
      case .success(.order): plan.refuse(line, .localError)
      }
    }
    plan.prepare()
    let isLMTP = job.client.listener == .lmtp
    if plan.isRefused {
      plan.giveUp(all: !isLMTP)
      if !isLMTP { return finish(plan, job, [], completion) }
      errands.removeAll { plan.lines[$0.line].refusal != nil }
    }
    commit(plan, job, errands, completion)
  }

  /// Orders of dialects name their account themselves.
  private func resolved(
    _ destination: Result<MailDestination, Reply>, _ job: MailJob, _ line: Int
  ) -> Result<MailDestination, Reply> {
    guard case .success(.order(let dialect)) = destination else { return destination }
    return job.order(dialect, line: line, logins: logins)
  }

  private func fill(
    _ plan: inout MailPlan, _ errands: inout [MailErrand], _ contents: inout [String: MailTranslation.Content],
    _ job: MailJob, line: Int, _ targets: [MailTarget], _ account: AccountDirectory.Entry
  ) {
    let name = account.account.terms.name
    let translation = MailTranslation(profile: job.rules.profile(name), maxOriginal: job.rules.settings.maxOriginal)
    let content = contents[name] ?? translation.content(job.mail, envelope: job.envelope)
    contents[name] = content
    var previewed: [(MailTarget, MailTranslation.Order)] = []
    for target in targets {
      switch translation.order(content, to: target, envelope: job.envelope, now: job.wallClock) {
      case .failure(let refusal): return plan.refuse(line, Reply(refusal))
      case .success(let order) where target.isPreview: previewed.append((target, order))
      case .success(let order) where target.isTest:
        plan.answer(line, job.testAnswer(order))
      case .success(let order): plan.add(order, line: line, account: account, content: content)
      }
    }
    guard !previewed.isEmpty else { return }
    guard let errand = job.preview(previewed, content, line: line) else { return plan.refuse(line, .senderNotAllowed) }
    errands.append(errand)
  }

  // MARK: Commit

  private func commit(
    _ plan: MailPlan, _ job: MailJob, _ errands: [MailErrand], _ completion: @escaping @Sendable ([Reply]) -> Void
  ) {
    let batch = plan.batch
    guard !batch.isEmpty else {
      var plan = plan
      plan.committed()
      if errands.isEmpty, plan.lines.contains(where: { !$0.ids.isEmpty }) { repeated.add() }
      return run(errands, plan, job, completion)
    }
    intake.commit(batch) { [self] refusal in
      var plan = plan
      if let refusal {
        plan.failed(refusal)
        return finish(plan, job, [], completion)
      }
      plan.committed()
      run(errands, plan, job, completion)
    }
  }

  /// Previews and mails to people leave now, and the answer tells whether they did: nothing else keeps them.
  private func run(
    _ errands: [MailErrand], _ plan: MailPlan, _ job: MailJob, _ completion: @escaping @Sendable ([Reply]) -> Void
  ) {
    guard !errands.isEmpty else { return finish(plan, job, [], completion) }
    let outcomes = Mutex<(left: Int, failures: [Int: Reply])>((errands.count, [:]))
    let box = ErrandResults(outcomes: outcomes)
    for errand in errands {
      carry(errand, job) { [self] failure in
        guard let failures = box.add(failure, line: errand.line) else { return }
        finish(plan, job, errands.map { ($0, failures[$0.line]) }, completion)
      }
    }
  }

  private func carry(_ errand: MailErrand, _ job: MailJob, _ done: @escaping @Sendable (Reply?) -> Void) {
    guard errands.take("\(job.client.address) \(job.envelope.sender.address)", now: job.now) else {
      return done(.tooManyMails)
    }
    if errand.isKept {
      log.warning("mail-kept", ["to": errand.name, "from": job.envelope.sender.address, "hint": "set smtp.postmaster"])
    }
    guard let carrier = errand.isKept ? drawer : carrier else { return done(.cannotForward) }
    carrier.send(errand.mail) { outcome in
      switch outcome {
      case .taken: done(nil)
      case .later, .refused: done(.cannotForward)
      }
    }
  }

  private func finish(
    _ plan: MailPlan, _ job: MailJob, _ errands: [(MailErrand, Reply?)], _ completion: @Sendable ([Reply]) -> Void
  ) {
    var plan = plan
    for (errand, failure) in errands {
      guard let failure else {
        plan.answer(errand.line, errand.answer)
        continue
      }
      log.warning("mail-not-passed-on", ["to": errand.name, "reply": "\(failure.code)"])
      plan.refuse(errand.line, failure)
    }
    let replies = job.replies(plan)
    if replies.contains(where: \.isPositive) { accepted.add() }
    completion(replies)
  }
}

/// Gathers what came of errands that run beside each other.
private final class ErrandResults: Sendable {
  private let outcomes: Mutex<(left: Int, failures: [Int: Reply])>

  init(outcomes: consuming sending Mutex<(left: Int, failures: [Int: Reply])>) { self.outcomes = outcomes }

  /// The failures by line once the last has come.
  func add(_ failure: Reply?, line: Int) -> [Int: Reply]? {
    outcomes.withLock { outcomes in
      outcomes.left -= 1
      if let failure { outcomes.failures[line] = failure }
      return outcomes.left == 0 ? outcomes.failures : nil
    }
  }
}
