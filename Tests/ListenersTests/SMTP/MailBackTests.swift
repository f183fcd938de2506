import Delivery
import Listeners
import Mail
import Messages
import Providers
import Telemetry
import Testing
import Translation

/// Mails that leave: reports, previews, messages from phones.
@Suite(.serialized) struct MailBackTests {
  private func text(_ mail: CarriedMail) -> String { String(decoding: mail.content, as: UTF8.self) }

  @Test func aFailureIsReportedInTheThreadOfTheMail() async throws {
    let gateway = try MailGateway()
    let reply = try gateway.talk().mail(
      from: "ann@shop.example.test", to: ["375291990001@sms.example.test"], MailSessionTests.mail)
    #expect(reply.hasPrefix("250 2.0.0 id="))
    let report = await gateway.outbox.next()
    #expect(report.sender.isEmpty)
    #expect(report.recipients == ["ann@shop.example.test"])
    let text = text(report)
    #expect(text.contains("\r\nSubject: Undelivered: SMS to +375291990001\r\n"))
    #expect(text.contains("\r\nFrom: postmaster@sms.example.test\r\n"))
    #expect(text.contains("\r\nIn-Reply-To: <1@shop.example.test>\r\n"))
    #expect(text.contains("\r\nAction: failed\r\nStatus: 5.4.1\r\n"))
    #expect(text.contains("Final-Recipient: rfc822; 375291990001@sms.example.test"))
    #expect(text.contains("text/rfc822-headers"))
  }

  @Test func successIsReportedOnlyToWhomAskedForIt() async throws {
    let gateway = try MailGateway()
    let talk = try gateway.talk()
    // Both are delivered at once; only the second report is owed.
    #expect(talk.mail(from: "ann@shop.example.test", to: ["375291990000@sms.example.test"], "\r\nOne").hasPrefix("250"))
    _ = talk.say("MAIL FROM:<bob@shop.example.test>")
    _ = talk.say("RCPT TO:<375292990000@sms.example.test> NOTIFY=SUCCESS")
    _ = talk.say("DATA")
    talk.send("\r\nTwo\r\n.\r\n")
    #expect(talk.reply().hasPrefix("250"))
    let report = await gateway.outbox.next()
    #expect(report.recipients == ["bob@shop.example.test"])
    #expect(text(report).contains("\r\nSubject: Delivered: SMS to +375292990000\r\n"))
    #expect(text(report).contains("\r\nAction: delivered\r\nStatus: 2.0.0\r\n"))
  }

  @Test func aPreviewShowsWhatWouldBeSentAndSendsNothing() async throws {
    let gateway = try MailGateway()
    let reply = try gateway.talk().mail(
      from: "ann@shop.example.test", to: ["375291234567@preview.sms.example.test"],
      MailSessionTests.mail + "\r\n-- \r\nAnn")
    #expect(reply == "250 2.0.0 Ok, preview: parts=1 encoding=gsm")
    let preview = await gateway.outbox.next()
    #expect(preview.recipients == ["ann@shop.example.test"])
    #expect(text(preview).contains("Subject: Preview: 1 part, GSM 7-bit"))
    #expect(gateway.messages.isEmpty)
  }

  @Test(arguments: ["postmaster@sms.example.test", "ABUSE@sms.example.test", "postmaster"])
  func strangersReachThePostmaster(recipient: String) async throws {
    let gateway = try MailGateway { settings, _, _ in settings.postmaster = MailAddress("admin@example.test") }
    let reply = try gateway.talk().mail(from: "who@elsewhere.test", to: [recipient], "Subject: Hello\r\n\r\nHelp")
    #expect(reply.hasPrefix("250 2.0.0 Ok, passed on to "))
    let mail = await gateway.outbox.next()
    #expect(mail.recipients == ["admin@example.test"])
    #expect(mail.sender == "who@elsewhere.test")
    #expect(
      text(mail).hasPrefix("Received: from client.example.test ([127.0.0.1])\r\n\tby gw.example.test with ESMTP; "))
    #expect(text(mail).hasSuffix("Subject: Hello\r\n\r\nHelp\r\n"))
  }

  @Test(arguments: ["postmaster@sms.example.test", "abuse@sms.example.test"])
  func withoutAPostmasterItsMailIsKeptAndGoesNowhere(recipient: String) async throws {
    let gateway = try MailGateway()
    let talk = try gateway.talk()
    let reply = talk.mail(from: "who@elsewhere.test", to: [recipient], "Subject: Hello\r\n\r\nHelp")
    #expect(reply.hasPrefix("250 2.0.0 Ok, kept for "))
    let kept = await gateway.drawer.next()
    #expect(gateway.outbox.isEmpty)
    #expect(kept.recipients == [recipient])
    // If somebody sends it here again all the same, it is known.
    #expect(talk.mail(from: "who@elsewhere.test", to: [recipient], text(kept)).hasPrefix("554 5.4.6 "))
    gateway.drawer.answer(.later("the folder is full"))
    let full = talk.mail(from: "who@elsewhere.test", to: [recipient], "Subject: Again\r\n\r\nHelp")
    #expect(full == "451 4.4.1 The mail cannot be passed on now")
  }

  @Test func aDrawerTakesNoMoreThanItsLimitAndCountsWhatItHoldsAndWhatItHasNoRoomFor() async throws {
    let path = "/tmp/passerelle-drawer-\(SystemClock.wall.milliseconds)"
    let metrics = Metrics()
    let drawer = try #require(MailDrawer(path: path, limit: 2, metrics: metrics))
    let mail = CarriedMail(sender: "", recipients: ["a@b.test"], content: Array("Subject: x\r\n\r\n".utf8))
    func send() async -> CarriedMail.Outcome {
      await withCheckedContinuation { done in drawer.send(mail) { done.resume(returning: $0) } }
    }
    #expect(await [send(), send(), send()] == [.taken, .taken, .later("the folder is full")])
    #expect(metrics.exposition().contains("\npasserelle_mails_kept 2\n"))
    #expect(metrics.exposition().contains("\npasserelle_mails_not_kept_total 1\n"))
    drawer.update(limit: 3)
    #expect(await [send(), send()] == [.taken, .later("the folder is full")])
    #expect(metrics.exposition().contains("\npasserelle_mails_kept 3\n"))
  }

  @Test func whatTheRelayDoesNotTakeIsNotAcknowledged() throws {
    let gateway = try MailGateway { settings, _, _ in settings.postmaster = MailAddress("admin@example.test") }
    gateway.outbox.answer(.later("down"))
    let reply = try gateway.talk().mail(from: "who@elsewhere.test", to: ["postmaster@sms.example.test"], "\r\nHelp")
    #expect(reply == "451 4.4.1 The mail cannot be passed on now")
  }

  @Test func anAnswerToAMessageFromAPhoneGoesBackToThePhone() async throws {
    let gateway = try MailGateway { _, _, profiles in
      profiles["shop", default: .init()].incoming = [MailAddress("desk@shop.example.test")].compactMap(\.self)
    }
    let talk = try gateway.talk()
    #expect(
      talk.mail(from: "ann@shop.example.test", to: ["375291234567@sms.example.test"], MailSessionTests.mail).hasPrefix(
        "250"))
    let incoming = gateway.engine.incoming
    incoming.executor.post {
      incoming.assumeIsolated {
        $0.take(
          [.init(providerID: "m1", from: "375291234567", to: "375440000000", text: "Thanks!", at: nil)], from: "sim")
      }
    }
    let mail = await gateway.outbox.next()
    #expect(mail.recipients == ["desk@shop.example.test"])
    #expect(mail.sender.hasPrefix("r-") && mail.sender.hasSuffix("@sms.example.test"))
    #expect(text(mail).contains("\r\nIn-Reply-To: <1@shop.example.test>\r\n"))
    #expect(text(mail).contains("\r\nSubject: Re: Order\r\n"))
    // From anywhere, by anybody who has the address.
    let reply = talk.mail(from: "desk@elsewhere.test", to: [mail.sender], "Subject: Re: Order\r\n\r\nYou are welcome")
    #expect(reply.hasPrefix("250 2.0.0 id="))
    #expect(gateway.messages.last?.recipient.digits == "375291234567")
    #expect(gateway.messages.last?.text == "You are welcome")
    // A bounce of it is taken and dropped.
    #expect(
      talk.mail(from: "", to: [mail.sender], "\r\nUndeliverable")
        == "250 2.0.0 Ok, an automatic answer, not sent to the phone")
    #expect(gateway.messages.count == 2)
  }
}
