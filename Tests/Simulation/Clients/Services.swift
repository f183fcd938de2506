import Delivery
import Listeners
import Mail
import Messages
import SMPP
import Store
import Telemetry
import Translation
import Transport

/// What one life of the gateway has around its engine: the SMPP and mail services and the way out for mails.
final class Services: Sendable {
  let loop: EventLoop
  let smpp: SMPPService
  let smtp: SMTPService
  private let sink: MailSink

  func takeSMPP(_ line: Line) {
    line.open(on: loop) { self.smpp.handler(for: $0) }
  }

  func takeMail(_ line: Line) {
    line.open(on: loop) { self.smtp.handler(for: $0, as: .mx) }
  }

  init(_ world: World, _ engine: Engine, _ recovery: Recovery) {
    let (metrics, executor) = (Metrics(), world.executor)
    loop = EventLoop(driver: executor)
    let accounts = AccountDirectory(world.clientAccounts, now: executor.now)
    var settings = SMPPService.Settings()
    settings.session.sessionInit = .seconds(15)
    smpp = SMPPService(
      accounts: accounts, logins: LoginGuard(failures: 0, window: .seconds(60), ban: .seconds(60)),
      sessions: SessionDirectory(), engine: engine, settings: settings, rejects: RejectRing(capacity: 4),
      lists: ListDirectory([]), metrics: metrics, log: .silent)
    let relay = Relay(world)
    let replies = ReplyAddresses(secret: Array("simulated".utf8), domain: "sms.example.test")
    var mail = SMTPServiceSettings(hostname: "gw.example.test", domains: ["sms.example.test"])
    mail.acceptRate = 0
    let logins = SMTPLogins(
      accounts: accounts, guardian: LoginGuard(failures: 0, window: .seconds(60), ban: .seconds(60)), metrics: metrics,
      log: .silent)
    let smtp = SMTPService(
      SMTPService.Parts(
        settings: mail, profiles: [:], accounts: accounts, sessions: smpp.sessions, rejects: smpp.rejects,
        intake: engine.intake,
        seen: SeenMails(remembered: recovery.remembered, window: mail.dedupeWindow, now: executor.now),
        replies: replies,
        carrier: relay, logins: logins, decoySecret: [1], tls: nil, metrics: metrics, log: .silent))
    self.smtp = smtp
    var parts = MailSink.Parts(
      carrier: relay, outbox: engine.outbox, ledger: world.store,
      reports: ReportTranslation(gateway: "gw.example.test", from: World.postmaster), replies: replies,
      profiles: { _ in World.mailProfile }, perSender: 100_000, metrics: metrics, log: .silent)
    parts.worksAtOnce = true
    sink = MailSink(parts)
    ReassemblySweeper(engine: engine, accounts: accounts, log: .silent).start()
    let (sink, outbox) = (sink, engine.outbox)
    executor.post {
      outbox.assumeIsolated {
        $0.attach(sink, to: Message.mailReceiptQueue)
        $0.attach(sink, to: MailSink.incomingQueue("post"))
      }
    }
  }
}
