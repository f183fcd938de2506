import Delivery
import Listeners
import Messages
import Store
import Testing
import Translation
import Transport

/// Whole conversations with a listener, and what they leave in the store.
@Suite(.serialized) struct MailSessionTests {
  static let mail = """
    From: Ann <ann@shop.example.test>\r
    Subject: Order\r
    Message-ID: <1@shop.example.test>\r
    Content-Type: text/plain; charset=utf-8\r
    \r
    Your order is ready
    """

  @Test func aMailBecomesAMessageAndTheAnswerSaysWhich() throws {
    let gateway = try MailGateway()
    let talk = try gateway.talk()
    let reply = talk.mail(from: "ann@shop.example.test", to: ["375291234567@sms.example.test"], Self.mail)
    let message = try #require(gateway.messages.first)
    #expect(reply == "250 2.0.0 id=\(message.id) rcpts=1 parts=1 encoding=gsm")
    #expect(gateway.messages.count == 1)
    #expect(message.text == "Your order is ready")
    #expect(message.recipient.digits == "375291234567")
    #expect(message.account == "shop")
    #expect(message.sender == "SHOP")
    #expect(talk.say("QUIT") == "221 2.0.0 Bye")
    #expect(talk.isAtEnd)
  }

  @Test func manyRecipientsAreAllSentAndNotOnlyTheLast() throws {
    let gateway = try MailGateway()
    let talk = try gateway.talk()
    let numbers = (0..<100).map { "3752912345" + ($0 < 10 ? "0\($0)" : "\($0)") }
    let reply = talk.mail(from: "ann@shop.example.test", to: numbers.map { $0 + "@sms.example.test" }, Self.mail)
    #expect(reply.hasPrefix("250 2.0.0 id="))
    #expect(reply.contains("rcpts=100 parts=1 encoding=gsm"))
    #expect(Set(gateway.messages.map(\.recipient.digits)) == Set(numbers))
  }

  @Test func aRateDoesNotHoldUpAMailToManyForEver() throws {
    let gateway = try MailGateway { _, accounts, _ in accounts[0].terms.rate = 2 }
    let talk = try gateway.talk()
    let numbers = (0..<5).map { "37529123456\($0)@sms.example.test" }
    #expect(talk.mail(from: "ann@shop.example.test", to: numbers, Self.mail).hasPrefix("250 2.0.0"))
    let again = talk.mail(from: "ann@shop.example.test", to: ["375297654321@sms.example.test"], Self.mail)
    #expect(again == "450 4.7.1 more messages a second than the account may send")
    #expect(gateway.messages.count == 5)
  }

  @Test(arguments: [
    ("eve@elsewhere.test", "375291234567@sms.example.test", "550 5.7.1 "),
    ("ann@shop.example.test", "375291234567@elsewhere.test", "550 5.7.1 Relaying denied"),
    ("ann@shop.example.test", "\"375291234567@elsewhere.test\"@sms.example.test", "550 5.7.1 "),
    ("ann@shop.example.test", "375291234567%elsewhere.test@sms.example.test", "550 5.7.1 "),
    ("ann@shop.example.test", "12@sms.example.test", "550 5.1.1 "),
    ("ann@shop.example.test", "447700900123@sms.example.test", "550 5.1.1 no route to this number"),
    ("ann@shop.example.test", "375291234567@voice.sms.example.test", "550 5.1.2 "),
    ("ann@shop.example.test", "375291234567@carrier-pigeon.sms.example.test", "550 5.1.2 "),
    ("ann@shop.example.test", "375291234567+at=2599@sms.example.test", "550 5.1.3 "),
    ("ann@shop.example.test", "nobody@sms.example.test", "550 5.1.1 No such list"),
    ("ann@shop.example.test", "r-aaaaaaaa@sms.example.test", "550 5.1.1 No such reply address"),
    ("", "375291234567@sms.example.test", "550 5.7.1 Notices are not sent to phones"),
  ])
  func aRecipientIsRefusedAtRCPT(sender: String, recipient: String, answer: String) throws {
    let gateway = try MailGateway()
    let talk = try gateway.talk()
    #expect(talk.say("MAIL FROM:<\(sender)>") == "250 2.1.0 Sender ok")
    #expect(talk.say("RCPT TO:<\(recipient)>").hasPrefix(answer))
    #expect(talk.say("DATA") == "554 5.5.1 No valid recipients")
    #expect(gateway.messages.isEmpty)
  }

  @Test func anAddressInFromProvesNothing() throws {
    let gateway = try MailGateway { _, accounts, _ in
      accounts[0].networks = [IPNetwork("192.0.2.0/24")].compactMap(\.self)
    }
    let talk = try gateway.talk()
    let reply = talk.mail(from: "ann@shop.example.test", to: ["375291234567@sms.example.test"], Self.mail)
    #expect(reply == "550 5.7.1 This sender may not use the gateway from here")
    #expect(gateway.messages.isEmpty)
  }

  @Test func withoutNetworksAnAddressIsNotEnough() throws {
    let gateway = try MailGateway { _, accounts, _ in accounts[0].networks = [] }
    let talk = try gateway.talk()
    #expect(
      talk.mail(from: "ann@shop.example.test", to: ["375291234567@sms.example.test"], Self.mail).hasPrefix("550 5.7.1"))
  }

  @Test func theTokenInTheSubjectStandsForANetworkAndIsNotSent() throws {
    let gateway = try MailGateway { _, accounts, profiles in
      accounts[0].networks = []
      profiles["shop", default: .init()].token = "Xyzzy"
    }
    let talk = try gateway.talk()
    let to = ["375291234567@sms.example.test"]
    #expect(
      talk.mail(from: "ann@shop.example.test", to: to, "Subject: token:wrong Alarm\r\n\r\n")
        == "550 5.7.1 This sender may not use the gateway from here")
    let reply = talk.mail(from: "ann@shop.example.test", to: to, "Subject: token:Xyzzy Alarm 5\r\n\r\n")
    #expect(reply.hasPrefix("250 2.0.0 id="))
    #expect(gateway.messages.map(\.text) == ["Alarm 5"])
  }

  @Test(arguments: [
    ("mx.example.test; spf=pass smtp.mailfrom=shop.example.test", "250"),
    ("mx.example.test; dkim=pass header.d=shop.example.test", "250"),
    ("mx.example.test; dkim=pass header.d=elsewhere.test", "550 5.7.20 "),
    ("mx.example.test; spf=fail smtp.mailfrom=shop.example.test", "550 5.7.23 "),
    ("mx.example.test; spf=fail smtp.mailfrom=shop.example.test; dkim=none", "550 5.7.26 "),
    ("mx.example.test; spf=temperror smtp.mailfrom=shop.example.test; dkim=none", "451 4.7.24 "),
    ("mx.example.test; spf=temperror smtp.mailfrom=shop.example.test; dkim=pass header.d=shop.example.test", "250"),
    ("mx.example.test; none", "550 5.7.26 "),
    ("forged.example.test; spf=pass smtp.mailfrom=shop.example.test", "550 5.7.26 "),
    ("forged.example.test; spf=temperror smtp.mailfrom=shop.example.test", "550 5.7.26 "),
  ])
  func whatATrustedServerFoundStandsForANetwork(field: String, answer: String) throws {
    let gateway = try MailGateway { settings, accounts, profiles in
      accounts[0].networks = []
      profiles["shop", default: .init()].trustsAuthenticationResults = true
      settings.authenticationResults = "mx.example.test"
      settings.trustedNetworks = [IPNetwork("127.0.0.1")].compactMap(\.self)
    }
    let talk = try gateway.talk()
    let mail = "Authentication-Results: \(field)\r\n" + Self.mail
    #expect(talk.mail(from: "ann@shop.example.test", to: ["375291234567@sms.example.test"], mail).hasPrefix(answer))
    #expect(gateway.messages.count == (answer == "250" ? 1 : 0))
  }

  @Test func theSameMailAgainGetsTheSameIDAndIsSentOnce() throws {
    let store = MemoryStore()
    let to = ["375291234567@sms.example.test"]
    let first = try MailGateway(store: store).talk().mail(from: "ann@shop.example.test", to: to, Self.mail)
    // After a restart, what the store remembers counts.
    let gateway = try MailGateway(store: store)
    let talk = try gateway.talk()
    #expect(talk.mail(from: "ann@shop.example.test", to: to, Self.mail) == first)
    #expect(talk.mail(from: "ann@shop.example.test", to: to + to, Self.mail).hasPrefix(String(first.prefix(24))))
    #expect(gateway.messages.count == 1)
    let other = talk.mail(from: "ann@shop.example.test", to: to, Self.mail + " now")
    #expect(other.hasPrefix("250 2.0.0 id=") && other != first)
    #expect(gateway.messages.count == 2)
  }

  @Test func aRecipientNamedTwiceIsSentOnce() throws {
    let gateway = try MailGateway()
    let to = ["375291234567@sms.example.test", "+375291234567@sms.example.test"]
    #expect(try gateway.talk().mail(from: "ann@shop.example.test", to: to, Self.mail).contains("rcpts=2"))
    #expect(gateway.messages.count == 1)
  }

  @Test(arguments: [
    ("Auto-Submitted: auto-replied", "250 2.0.0 Ok, an automatic answer, not sent to the phone", 0),
    ("Precedence: auto_reply", "250 2.0.0 Ok, an automatic answer, not sent to the phone", 0),
    ("Auto-Submitted: auto-generated", "250 2.0.0 id=", 1), ("Precedence: bulk", "250 2.0.0 id=", 1),
    ("From: someone@sms.example.test", "554 5.4.6 ", 0),
    ("X-Passerelle-Id: \(MailGateway.replies.hop("<r1@gw.example.test>"))", "554 5.4.6 ", 0),
    (Array(repeating: "Received: by x", count: 51).joined(separator: "\r\n"), "554 5.4.6 ", 0),
    (Array(repeating: "Received: by x", count: 50).joined(separator: "\r\n"), "250 2.0.0 id=", 1),
  ])
  func loopsCostNothing(header: String, answer: String, messages: Int) throws {
    let gateway = try MailGateway()
    let reply = try gateway.talk().mail(
      from: "ann@shop.example.test", to: ["375291234567@sms.example.test"], header + "\r\n\r\nHello")
    #expect(reply.hasPrefix(answer))
    #expect(gateway.messages.count == messages)
  }

  @Test func anEmptyMailIsRefused() throws {
    let gateway = try MailGateway()
    let reply = try gateway.talk().mail(
      from: "ann@shop.example.test", to: ["375291234567@sms.example.test"], "Subject: \r\n\r\n  ")
    #expect(reply == "554 5.6.0 the message is empty")
  }

  @Test func overLMTPEachRecipientIsAnsweredAndTheGoodOnesAreTaken() throws {
    let gateway = try MailGateway(kinds: [.lmtp]) { _, _, profiles in profiles["shop", default: .init()].maxParts = 1 }
    let talk = try gateway.talk(.lmtp)
    _ = talk.say("MAIL FROM:<ann@shop.example.test>")
    for to in ["375291234567", "375291234568+max=1", "375291234569@telegram.sms.example.test"] {
      let reply = talk.say("RCPT TO:<\(to.contains("@") ? to : to + "@sms.example.test")>")
      #expect(reply == "250 2.1.5 Recipient ok")
    }
    _ = talk.say("DATA")
    talk.send(Self.mail + "\r\n.\r\n")
    #expect(talk.reply().hasPrefix("250 2.0.0 id="))
    #expect(talk.reply().hasPrefix("250 2.0.0 id="))
    #expect(talk.reply().hasPrefix("554 5.6.0 "))
    #expect(gateway.messages.count == 2)
  }

  @Test func overSMTPOneRefusalRefusesAll() throws {
    let gateway = try MailGateway()
    let to = ["375291234567@sms.example.test", "375291234569@telegram.sms.example.test"]
    #expect(try gateway.talk().mail(from: "ann@shop.example.test", to: to, Self.mail).hasPrefix("554 5.6.0 "))
    #expect(gateway.messages.isEmpty)
  }

  @Test func aListIsSentToAllItsMembers() throws {
    let gateway = try MailGateway { settings, _, _ in
      settings.lists["staff"] = MailList(members: ["375291234567", "375297654321"].compactMap { PhoneNumber($0) })
      settings.lists["bosses"] = MailList(members: [], accounts: ["other"])
    }
    let talk = try gateway.talk()
    #expect(talk.mail(from: "ann@shop.example.test", to: ["Staff@sms.example.test"], Self.mail).contains("rcpts=2 "))
    #expect(gateway.messages.count == 2)
    #expect(
      talk.mail(from: "ann@shop.example.test", to: ["bosses@sms.example.test"], Self.mail) == "550 5.1.1 No such list")
  }

  @Test func testMessagesAreAnsweredAndNotSent() throws {
    let gateway = try MailGateway()
    let reply = try gateway.talk().mail(
      from: "ann@shop.example.test", to: ["375291234567+test@sms.example.test"], Self.mail)
    #expect(reply == "250 2.0.0 test, nothing sent, parts=1 encoding=gsm")
    #expect(gateway.messages.isEmpty)
  }

  // MARK: Limits of the account

  @Test(arguments: [
    ("375291234567@sms.example.test", "250 2.0.0 id="),
    ("375331234567@sms.example.test", "550 5.1.1 no route to this number"),
    ("79161234567@sms.example.test", "550 5.1.1 no route to this number"),
    ("375291234567@viber.sms.example.test", "250 2.0.0 id="),
    ("375291234567@flash.sms.example.test", "550 5.1.2 "),
  ])
  func channelsAndPrefixesOfTheAccountHoldForMailToo(to: String, answer: String) throws {
    let gateway = try MailGateway { _, accounts, _ in
      accounts[0].channels = [.sms, .viber]
      accounts[0].prefixes = ["375"]
      accounts[0].blockedPrefixes = ["37533"]
    }
    #expect(try gateway.talk().mail(from: "ann@shop.example.test", to: [to], Self.mail).hasPrefix(answer))
    #expect(gateway.messages.count == (answer.hasPrefix("250") ? 1 : 0))
  }

  @Test func theyHoldForListsAndForOrdersInTheBody() throws {
    let gateway = try MailGateway { settings, accounts, _ in
      accounts[0].blockedPrefixes = ["37533"]
      accounts[0].channels = [.sms]
      settings.dialects["send.example.test"] = .smsc
      settings.lists["staff"] = MailList(members: ["375291234567", "375331234567"].compactMap { PhoneNumber($0) })
    }
    let talk = try gateway.talk()
    #expect(
      talk.mail(from: "ann@shop.example.test", to: ["staff@sms.example.test"], Self.mail)
        == "550 5.1.1 no route to this number")
    _ = talk.say("RSET")
    for (order, answer) in [
      ("shop:secret:::0,0,SHOP:375331234567:Hello", "550 5.1.1 "),
      ("shop:secret:::0,1,SHOP:375291234567:Hello", "550 5.1.2 "),
      ("shop:secret:::0,0,SHOP:375291234567:Hello", "250 2.0.0 id="),
    ] {
      let reply = talk.mail(from: "who@elsewhere.test", to: ["send@send.example.test"], "\r\n" + order)
      #expect(reply.hasPrefix(answer), "\(order)")
    }
    #expect(gateway.messages.count == 1)
  }

  @Test func theDaysQuotaIsSharedWithEverythingElseOfTheAccount() throws {
    let gateway = try MailGateway { _, accounts, _ in accounts[0].terms.dailyQuota = 2 }
    let talk = try gateway.talk()
    let to = (0..<3).map { "37529123456\($0)@sms.example.test" }
    #expect(talk.mail(from: "ann@shop.example.test", to: Array(to[..<2]), Self.mail).hasPrefix("250"))
    #expect(talk.mail(from: "ann@shop.example.test", to: [to[2]], Self.mail).hasPrefix("452 4.3.1 "))
  }

  @Test func sendersOfTheAccountHold() throws {
    let gateway = try MailGateway { _, accounts, _ in accounts[0].terms.allowedSenders = ["ACME*"] }
    let talk = try gateway.talk()
    for (sender, answer) in [("SHOP", "250"), ("ACME2", "250"), ("OTHER", "550 5.7.1 ")] {
      let to = "375291234567+s=\(sender)@sms.example.test"
      #expect(talk.mail(from: "ann@shop.example.test", to: [to], Self.mail + sender).hasPrefix(answer), "\(sender)")
    }
    #expect(gateway.messages.map(\.sender) == ["SHOP", "ACME2"])
  }

  @Test func anAccountThatWantsTLSGetsItInMailToo() throws {
    let gateway = try MailGateway(kinds: [.mx, .submission]) { settings, accounts, _ in
      settings.authWithoutTLS = true
      accounts[0].requiresTLS = true
    }
    #expect(
      try gateway.talk().mail(from: "ann@shop.example.test", to: ["375291234567@sms.example.test"], Self.mail)
        == "530 5.7.0 Must issue a STARTTLS command first")
    #expect(
      try gateway.talk(.submission).say("AUTH PLAIN AHNob3AAc2VjcmV0") == "535 5.7.8 Authentication credentials invalid"
    )
  }

  // MARK: Dialects

  @Test func anOrderOfSMSCIsReadFromTheBody() throws {
    let gateway = try MailGateway { settings, _, _ in settings.dialects["send.example.test"] = .smsc }
    let talk = try gateway.talk()
    let order = "\r\nshop:secret:::0,0,SHOP:375291234567,375297654321:Hello there"
    let reply = talk.mail(from: "who@elsewhere.test", to: ["send@send.example.test"], order)
    #expect(reply.contains("rcpts=2 parts=1 encoding=gsm"))
    #expect(gateway.messages.map(\.text) == ["Hello there", "Hello there"])
    let wrong = talk.mail(
      from: "who@elsewhere.test", to: ["send@send.example.test"], "\r\nshop:guess:::0,0,:375291234567:Hello")
    #expect(wrong == "535 5.7.8 Authentication credentials invalid")
    #expect(gateway.messages.count == 2)
  }

  // MARK: Parameters

  @Test func theParametersOfTheEnvelopeReachTheMessage() throws {
    let gateway = try MailGateway()
    let talk = try gateway.talk()
    let sender = "MAIL FROM:<ann@shop.example.test> HOLDFOR=3600 BY=7200;R MT-PRIORITY=9 ENVID=QQ314159 RET=HDRS"
    #expect(talk.say(sender) == "250 2.1.0 Sender ok")
    let recipient = "RCPT TO:<375291234567+s=ACME@flash.sms.example.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;bob@x.test"
    #expect(talk.say(recipient) == "250 2.1.5 Recipient ok")
    _ = talk.say("DATA")
    talk.send(Self.mail + "\r\n.\r\n")
    #expect(talk.reply().hasPrefix("250 2.0.0 id="))
    let message = try #require(gateway.messages.first)
    #expect(message.dueAt == message.acceptedAt + .seconds(3_600))
    #expect(message.validUntil == message.acceptedAt + .seconds(7_200))
    #expect(message.priority == 3)
    #expect(message.channel == .flash)
    #expect(message.sender == "ACME")
    #expect(message.parts.map(\.receipt) == [[.success, .intermediate]])
    guard case .mail(let origin) = message.origin else { throw MailGateway.NotListening() }
    #expect(origin.envelopeID == "QQ314159")
    #expect(origin.originalRecipient == "rfc822;bob@x.test")
    #expect(origin.messageID == "<1@shop.example.test>")
    #expect(origin.original.starts(with: "From: Ann".utf8))
  }
}
