import Listeners
import Messages
import Testing
import Transport

/// Logins of mail sessions and the limits of their listener, over real connections.
@Suite(.serialized) struct MailConnectionTests {
  // MARK: Logins

  @Test func withAUTHAnySenderMaySpend() throws {
    let gateway = try MailGateway(kinds: [.submission]) { settings, _, _ in settings.authWithoutTLS = true }
    let talk = try gateway.talk(.submission)
    #expect(talk.say("MAIL FROM:<x@anywhere.test>").hasPrefix("530 5.7.0"))
    #expect(talk.say("AUTH PLAIN AHNob3AAd3Jvbmc=") == "535 5.7.8 Authentication credentials invalid")
    #expect(talk.say("AUTH PLAIN AHNob3AAc2VjcmV0") == "235 2.7.0 Authentication successful")
    #expect(
      talk.mail(from: "x@anywhere.test", to: ["375291234567@sms.example.test"], MailSessionTests.mail).hasPrefix(
        "250 2.0.0 id="))
    // The login outlives the transaction.
    #expect(
      talk.mail(from: "x@anywhere.test", to: ["375291234568@sms.example.test"], MailSessionTests.mail).hasPrefix(
        "250 2.0.0 id="))
    #expect(gateway.messages.map(\.account) == ["shop", "shop"])
  }

  @Test func aWrongNetworkIsAWrongPassword() throws {
    let gateway = try MailGateway(kinds: [.submission]) { settings, accounts, _ in
      settings.authWithoutTLS = true
      accounts[0].networks = [IPNetwork("192.0.2.0/24")].compactMap(\.self)
    }
    let talk = try gateway.talk(.submission)
    #expect(talk.say("AUTH PLAIN AHNob3AAc2VjcmV0") == "535 5.7.8 Authentication credentials invalid")
  }

  @Test func aSlowHashIsCheckedAllTheSame() throws {
    let hash = try #require(PasswordHash(password: Array("secret".utf8), logCost: 10))
    let gateway = try MailGateway(kinds: [.submission]) { settings, accounts, _ in
      settings.authWithoutTLS = true
      accounts[0].password = PasswordCheck(accepts: { hash.matches($0) }, isSlow: true)
    }
    let talk = try gateway.talk(.submission)
    #expect(talk.say("AUTH PLAIN AHNob3AAc2VjcmV0") == "235 2.7.0 Authentication successful")
    #expect(gateway.sessions.all.map(\.kind) == ["mail"])
  }

  @Test func whoTriesManyNamesIsShutOutAsAnAddress() throws {
    let gateway = try MailGateway(kinds: [.mx, .submission]) { settings, _, _ in settings.authWithoutTLS = true }
    for number in 0..<15 {
      let talk = try gateway.talk(.submission)
      let name = "AHU\(["w", "x", "y", "z"][number % 4])\(["AGE", "AGI", "AGM", "AGQ"][number / 4])="
      #expect(talk.say("AUTH PLAIN " + name).hasPrefix("535 5.7.8 "))
    }
    let talk = try gateway.connect(.submission)
    #expect(talk.reply() == "554 5.7.1 Access denied")
    #expect(talk.say("EHLO x") == "503 5.7.0 Only QUIT is accepted here")
    #expect(talk.say("QUIT") == "221 2.0.0 Bye")
    // Where nobody logs in, mail goes on.
    #expect(
      try gateway.talk().mail(
        from: "ann@shop.example.test", to: ["375291234567@sms.example.test"], MailSessionTests.mail
      )
      .hasPrefix("250"))
  }

  // MARK: Limits

  @Test func theConnectionPastTheLimitOfAnAddressIsTurnedAwayWithWords() throws {
    let gateway = try MailGateway { settings, _, _ in settings.maxPerAddress = 2 }
    let first = try gateway.talk()
    let second = try gateway.talk()
    let third = try gateway.connect()
    #expect(third.reply() == "421 4.7.0 Too many connections")
    #expect(third.isAtEnd)
    #expect(first.say("NOOP") == "250 2.0.0 Ok" && second.say("NOOP") == "250 2.0.0 Ok")
  }

  @Test func strangersLeaveRoomForThoseWhoLogIn() throws {
    let gateway = try MailGateway(kinds: [.mx, .submission]) { settings, _, _ in settings.maxConnections = 20 }
    let talks = try (0..<18).map { _ in try gateway.talk() }
    #expect(try gateway.connect().reply() == "421 4.7.0 Too many connections")
    #expect(try gateway.connect(.submission).reply().hasPrefix("220 "))
    #expect(talks.count == 18)
  }

  @Test func underStressTheSecondErrorIsTheLast() throws {
    let gateway = try MailGateway { settings, _, _ in settings.maxConnections = 20 }
    let calm = try gateway.talk()
    let others = try (0..<16).map { _ in try gateway.talk() }
    let late = try gateway.talk()
    #expect(late.say("MAIL FROM:<") == "501 5.1.7 Bad sender address syntax")
    #expect(late.say("MAIL FROM:<") == "421 4.7.0 Too many errors")
    for _ in 0..<3 { #expect(calm.say("MAIL FROM:<") == "501 5.1.7 Bad sender address syntax") }
    #expect(others.count == 16)
  }

  @Test func whenStoppingWhatIsBegunIsFinished() async throws {
    let gateway = try MailGateway()
    var talk: MailTalk? = try gateway.talk()
    _ = talk?.say("MAIL FROM:<ann@shop.example.test>")
    _ = talk?.say("RCPT TO:<375291234567@sms.example.test>")
    gateway.service.beginEnding()
    _ = talk?.say("DATA")
    talk?.send(MailSessionTests.mail + "\r\n.\r\n")
    #expect(talk?.reply().hasPrefix("250 2.0.0 id=") == true)
    #expect(try gateway.connect().reply() == "421 4.3.2 Service shutting down")
    // A session that is idle is told in a second; one that speaks, at its next command.
    #expect(talk?.reply() == "421 4.3.2 Service shutting down")
    #expect(talk?.isAtEnd == true)
    talk = nil
    await gateway.service.endSessions(patience: .seconds(10))
  }
}
