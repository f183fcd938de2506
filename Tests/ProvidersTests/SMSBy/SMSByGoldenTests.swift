import HTTP
import Messages
import Providers
import Testing

/// Every endpoint as the documents have it: the request byte for byte, and what its sample answer means.
struct SMSByGoldenTests {
  let provider = Sample.smsby()

  func send(_ batch: [Message], _ provider: SMSByProvider? = nil, _ answers: Exchanged...) -> Walk<SendReport> {
    let provider = provider ?? self.provider
    let note = provider.note(for: batch, call: "c1")
    return Walk(provider.send(batch, note: note, context: Sample.context), answers)
  }

  // MARK: Lone messages

  @Test func sendQuickSMS() {
    let message = Sample.message(encoding: .ucs2)
    let walk = send([message], nil, ok(#"{"sms_id": 2197871,"status": "NEW","parts": 1}"#))
    #expect(
      walk.requests.map(\.golden) == [
        "POST http://h/api/v1/sendQuickSMS?token=t&message=Hello&phone=375291234567&alphaname_id=123"
      ])
    #expect(walk.outcome == SendReport(outcomes: [message.id: .accepted(ProviderReference(message: "2197871"))]))
  }

  @Test func sendQuickSMSWithItsCost() {
    let message = Sample.message(from: "OTHER")
    let walk = send(
      [message], Sample.smsby { $0.showsCost = true },
      ok(#"{"sms_id": "5","status": "NEW","parts": 1, "cost": "0.026"}"#))
    #expect(walk.requests[0].fields["show_cost"] == "1")
    #expect(walk.outcome?.outcomes[message.id] == .accepted(ProviderReference(message: "5", cost: "0.026")))
  }

  @Test func sendQuickSMSThatIsForwardedToViber() {
    let message = Sample.message(channel: .smsThenViber)
    let walk = send([message], nil, ok(#"{"sms_id": 1,"status": "NEW","parts": 1}"#))
    #expect(
      walk.requests.map(\.golden) == [
        """
        POST http://h/api/v1/sendQuickSMS?token=t&message=Hello&phone=375291234567&alphaname_id=123
        forwarding_message=1&forwarding_time=60&vibername_id=444
        """
      ])
    #expect(walk.requests[0].headers["Content-Type"] == "application/x-www-form-urlencoded")
  }

  @Test func everythingCanStandInTheForm() {
    let walk = send(
      [Sample.message(channel: .smsThenViber)], Sample.smsby { $0.usesFormOnly = true }, ok(#"{"sms_id": 1}"#))
    #expect(
      walk.requests.map(\.golden) == [
        """
        POST http://h/api/v1/sendQuickSMS
        token=t&message=Hello&phone=375291234567&alphaname_id=123&forwarding_message=1&forwarding_time=60&vibername_id=444
        """
      ])
  }

  @Test(arguments: [(Channel.telegram, "sendOtpTelegram"), (.whatsapp, "sendOtpWhatsApp")] as [(Channel, String)])
  func sendOtp(channel: Channel, method: String) {
    let message = Sample.message("123456", channel: channel)
    let walk = send([message], nil, ok(#"{"sms_id": 2197871,"status": "NEW","parts": 1}"#))
    #expect(
      walk.requests.map(\.golden)
        == ["POST http://h/api/v1/\(method)?token=t&message=Hello&phone=375291234567"]
        .map { $0.replacing("Hello", with: message.text) })
    #expect(walk.outcome?.outcomes[message.id] == .accepted(ProviderReference(message: "2197871")))
  }

  @Test func sendQuickViberMessageWithText() {
    let message = Sample.message(channel: .viber)
    let walk = send([message], nil, ok(#"{"status": "OK","result": {"message_id": 8484}}"#))
    #expect(
      walk.requests.map(\.golden) == [
        """
        POST http://h/api/v2/sendQuickViberMessage
        token=t&vibername_id=444&phone=375291234567&type_message=TEXT&message=Hello
        """
      ])
    #expect(
      walk.outcome?.outcomes[message.id] == .accepted(ProviderReference(message: "8484", batch: "viber")))
  }

  @Test func sendQuickViberMessageWithAButtonThatIsForwardedToSMS() {
    let message = Sample.message(
      content: .button(caption: "Go", link: "https://s.by/?a=1", pictureURL: "https://s.by/i.jpg"),
      channel: .viberThenSMS)
    let walk = send([message], nil, ok(#"{"status": "OK","result": {"message_id": 8484}}"#))
    #expect(
      walk.requests.map(\.golden) == [
        """
        POST http://h/api/v2/sendQuickViberMessage
        token=t&vibername_id=444&phone=375291234567&type_message=BUTTON&message=Hello\
        &image_url=https%3A%2F%2Fs.by%2Fi.jpg&button=Go&button_link=https%3A%2F%2Fs.by%2F%3Fa%3D1\
        &forwarding_message=1&forwarding_time=60&alphaname_id=123
        """
      ])
  }

  @Test func sendQuickViberMessageWithAPictureAsAFile() {
    let message = Sample.message(
      "", content: .attachedPicture(name: "a.png", type: "image/png", bytes: [137, 80]), channel: .viber)
    let walk = send([message], nil, ok(#"{"status": "OK","result": {"message_id": 8484}}"#))
    let body = String(decoding: walk.requests[0].body, as: UTF8.self)
    #expect(walk.requests[0].headers["Content-Type"]?.hasPrefix("multipart/form-data; boundary=") == true)
    #expect(body.contains("name=\"token\"\r\n\r\nt\r\n"))
    #expect(body.contains("name=\"type_message\"\r\n\r\nIMAGE\r\n"))
    #expect(body.contains("name=\"image\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"))
    #expect(provider.take(from: [message, message][...]) == 1)
  }

  @Test func forwardingMinutesStayWithinFiveAndSixty() {
    for (given, sent) in [(4, "5"), (5, "5"), (60, "60"), (61, "60")] {
      let walk = send([Sample.message(channel: .smsThenViber)], Sample.smsby { $0.forwardingMinutes = given })
      #expect(walk.requests[0].fields["forwarding_time"] == sent)
    }
  }

  // MARK: Prepared texts

  @Test func createSmsMessageThenSendSMS() {
    let checkable = Sample.smsby { $0.isCheckable = true }
    let message = Sample.message()
    let walk = send(
      [message], checkable,
      ok(#"{"status": "ok","parts": 1,"len": 31,"message_id": 2604834,"alphaname": "system","time": 0}"#),
      ok(#"{"sms_id": 2204968,"status": "NEW"}"#))
    #expect(
      walk.requests.map(\.golden) == [
        "GET http://h/api/v1/createSmsMessage?token=t&name=c1&message=Hello&alphaname_id=123",
        "GET http://h/api/v1/sendSMS?token=t&message_id=2604834&phone=375291234567",
      ])
    #expect(walk.journals == [nil, "prepared:2604834:0"])
    #expect(walk.outcome?.outcomes[message.id] == .accepted(ProviderReference(message: "2204968")))
  }

  @Test func aTextThatExistsIsUsedAgainAfterItsDeliveriesWereCounted() {
    let checkable = Sample.smsby { $0.isCheckable = true }
    let message = Sample.message()
    let walk = send(
      [message], checkable, ok(#"{"error":"The same message exists with ID=3"}"#),
      ok(#"{"result":[{"phone":375291234567,"status":"sent"},{"phone":"375290000000","status":"sent"}]}"#),
      ok(#"{"sms_id": 7,"status": "NEW"}"#))
    #expect(walk.requests[1].golden == "GET http://h/api/v1/getSmsDeliveryList?token=t&message_id=3")
    #expect(walk.journals == [nil, nil, "prepared:3:1"])
    #expect(walk.outcome?.outcomes[message.id] == .accepted(ProviderReference(message: "7")))
    // The answer of the last call was lost: the list shows the phone once more, or it does not.
    let lists = [
      (#"{"result":[{"phone":375291234567},{"phone":375291234567}]}"#, true),
      (#"{"result":[{"phone":375291234567}]}"#, false),
    ]
    for (list, isSent) in lists {
      let settled = Walk(
        checkable.settle([message], note: "prepared:3:1", context: Sample.context), [ok(list)]
      ).outcome
      #expect(settled?.sent.isEmpty == !isSent)
      #expect(settled?.notSent.isEmpty == isSent)
    }
  }

  static let kept = PreparedText(provider: "smsby", id: "2604834")

  @Test(arguments: ["", #"{"status":"moderated"}"#, "{}"])
  func aTextThatSMSByKeepsIsCheckedAndGoesByItsNumber(answer: String) {
    let message = Sample.message(preparedText: Self.kept)
    let walk = send([message], nil, ok(answer), ok(#"{"sms_id": 7,"status": "NEW"}"#))
    #expect(
      walk.requests.map(\.golden) == [
        "GET http://h/api/v1/checkSMSMessageStatus?token=t&message_id=2604834",
        "GET http://h/api/v1/sendSMS?token=t&message_id=2604834&phone=375291234567",
      ])
    // Lost before the second call it was not sent; from then on nobody can tell.
    let note = provider.note(for: [message], call: "c1")
    #expect(walk.journals == [nil, "quick:c1"])
    #expect(
      Walk(provider.settle([message], note: note, context: Sample.context), []).outcome
        == SettleReport(notSent: [message.id]))
    #expect(isNone(provider.settle([message], note: "quick:c1", context: Sample.context)))
    #expect(walk.outcome?.outcomes[message.id] == .accepted(ProviderReference(message: "7")))
    #expect(provider.take(from: [message, Sample.message(2)][...]) == 1)
  }

  @Test func aTextThatMayNotBeUsedIsRefusedInItsWords() {
    let message = Sample.message(preparedText: Self.kept)
    let walk = send([message], nil, ok(#"{"error":"not found"}"#))
    #expect(walk.requests.count == 1)
    #expect(walk.outcome?.outcomes[message.id] == .refused(.rejected, ProviderError(words: "not found")))
  }

  @Test func aTextThatAnotherProviderKeepsGoesAsText() {
    let message = Sample.message(preparedText: PreparedText(provider: "other", id: "1"))
    let walk = send([message], nil, ok(#"{"sms_id": 7,"status": "NEW"}"#))
    #expect(walk.requests.map(\.target).allSatisfy { $0.contains("/v1/sendQuickSMS?") && $0.contains("message=Hello") })
  }

  // MARK: Many messages

  @Test func sendBulkSmsWithATextForEach() {
    let batch = Sample.messages(2)
    let walk = send(batch, nil, ok(#"{"uuid": "cc9c8043-8caf","success": "OK"}"#))
    #expect(
      walk.requests.map(\.golden) == [
        """
        POST http://h/api/v1/sendBulkSms?token=t&callback_url=
        {"token":"t","callback_url":"","messages":[{"alphaname_id":"123","name":"c1-1","message_type":"personal",\
        "delivery_list":[{"phone":"375290000000","text":"text 0"},{"phone":"375290000001","text":"text 1"}]}]}
        """
      ])
    #expect(
      walk.outcome?.outcomes[batch[1].id]
        == .accepted(ProviderReference(message: "c1-1", batch: "cc9c8043-8caf")))
  }

  @Test func sendBulkSmsWithOneTextForAll() {
    var context = Sample.context
    context.callbackURL = "https://gw/cb"
    let batch = Sample.messages(2, text: { _ in "same" })
    let walk = Walk(
      provider.send(batch, note: provider.note(for: batch, call: "c1"), context: context), [])
    #expect(
      walk.requests.map(\.golden) == [
        """
        POST http://h/api/v1/sendBulkSms?token=t&callback_url=https%3A%2F%2Fgw%2Fcb
        {"token":"t","callback_url":"https://gw/cb","messages":[{"alphaname_id":"123","name":"c1-1",\
        "message_type":"bulk","text":"same","delivery_list":["375290000000","375290000001"]}]}
        """
      ])
  }

  @Test func sendersAndRepeatedPhonesTakeMailingsOfTheirOwn() {
    let batch = [
      Sample.message(1, to: "375291", from: "SHOP", "a"), Sample.message(2, to: "375291", from: "SHOP", "b"),
      Sample.message(3, to: "375291", from: "ELSE", "c"), Sample.message(4, to: "375292", from: "SHOP", "d"),
    ]
    let walk = send(batch, nil, ok(#"{"uuid":"u","success":"OK"}"#))
    let mailings = JSON(walk.requests[0].body)?["messages"]?.elements ?? []
    #expect(mailings.map { $0["name"]?.text } == ["c1-1", "c1-2", "c1-3"])
    #expect(mailings.map { $0["alphaname_id"]?.text } == ["123", "123", "0"])
    #expect(mailings.map { $0["delivery_list"]?.elements.count } == [2, 1, 1])
    let names = batch.map { message -> String? in
      if case .accepted(let reference) = walk.outcome?.outcomes[message.id] { reference.message } else { nil }
    }
    #expect(names == ["c1-1", "c1-2", "c1-3", "c1-1"])
  }

  @Test func sendBulkViberWithButtonsForEachAndOnePictureForAll() {
    let button = { (n: Int) in
      Content.button(caption: "Push", link: "https://e/\(n)", pictureURL: "https://e/i.jpg")
    }
    let batch = [
      Sample.message(1, to: "375291111111", "one", content: button(1), channel: .viber),
      Sample.message(2, to: "375292222222", "two", content: button(2), channel: .viber),
      Sample.message(3, to: "375293333333", "", content: .picture(url: "https://e/p.jpg"), channel: .viber),
      Sample.message(4, to: "375294444444", "", content: .picture(url: "https://e/p.jpg"), channel: .viber),
      Sample.message(5, to: "375295555555", "text", channel: .viber),
    ]
    let walk = send(batch, nil, ok(#"{"uuid":"u","success":"OK"}"#))
    #expect(
      walk.requests.map(\.golden) == [
        """
        POST http://h/api/v1/sendBulkViber?token=t&callback_url=
        {"token":"t","callback_url":"","messages":[\
        {"alphaname_id":"444","name":"c1-1","message_type":"personal",\
        "content":{"type":"button","image_url":"https://e/i.jpg","caption":"Push"},"delivery_list":[\
        {"phone":"375291111111","text":"one","button_link":"https://e/1"},\
        {"phone":"375292222222","text":"two","button_link":"https://e/2"}]},\
        {"alphaname_id":"444","name":"c1-2","message_type":"bulk",\
        "content":{"type":"image","image_url":"https://e/p.jpg"},"delivery_list":["375293333333","375294444444"]},\
        {"alphaname_id":"444","name":"c1-3","message_type":"personal",\
        "content":{"type":"text"},"delivery_list":[{"phone":"375295555555","text":"text"}]}]}
        """
      ])
  }

  @Test func aBatchIsAsLargeAsTheSettingAndEndsBeforeWhatGoesAlone() {
    let batch = Sample.messages(1_001)
    #expect(provider.take(from: batch[...]) == 1_000)
    #expect(provider.take(from: batch[..<1_000]) == 1_000)
    var mixed = batch
    mixed[7] = Sample.message(providerList: "17")
    #expect(provider.take(from: mixed[...]) == 7)
    #expect(provider.take(from: mixed[7...]) == 1)
    #expect(provider.take(from: []) == 0)
  }

  // MARK: Lists

  @Test func sendSmsListIsLookedAtAndConfirmed() {
    let message = Sample.message(providerList: "17")
    let walk = send(
      [message], nil, ok(#"{"status":"OK","message_id":4905,"count_subscribers":4}"#), ok(#"{"status":"OK"}"#),
      ok(#"{"status":"OK"}"#))
    #expect(
      walk.requests.map(\.golden) == [
        """
        POST http://h/api/v1/sendSmsList
        token=t&name=c1&message=Hello&d_schedule=2023-11-15%2001%3A13&list_id=17&alphaname_id=123
        """,
        "POST http://h/api/v1/confirmSendMessageByList\ntoken=t&message_id=4905&confirm=0",
        "POST http://h/api/v1/confirmSendMessageByList\ntoken=t&message_id=4905&confirm=1",
      ])
    #expect(walk.journals == [nil, nil, "confirm:4905"])
    #expect(walk.outcome?.outcomes[message.id] == .accepted(ProviderReference(batch: "list/4905")))
  }

  @Test func aListThatCannotBePaidIsHeldAndNotConfirmed() {
    let message = Sample.message(providerList: "17")
    let walk = send(
      [message], nil, ok(#"{"message_id":4905}"#), ok(#"{"error":"Insufficient funds to continue"}"#, status: 400))
    #expect(walk.requests.count == 2)
    guard case .retryLater = walk.outcome?.outcomes[message.id], case .noMoney = walk.outcome?.lane else {
      Issue.record("not held: \(String(describing: walk.outcome))")
      return
    }
  }

  @Test func sendViberMessageListIsConfirmed() {
    let message = Sample.message(channel: .viber, providerList: "17")
    let walk = send(
      [message], nil, ok(#"{"status": "OK","result": {"message_id": 4905,"count_subscribers": 4}}"#),
      ok(#"{"status": "OK"}"#))
    #expect(
      walk.requests.map(\.golden) == [
        """
        POST http://h/api/v2/sendViberMessageList
        token=t&name=c1&vibername_id=444&list_id=17&type_message=TEXT&message=Hello
        """,
        "POST http://h/api/v2/confirmViberMessage?token=t\nmessage_id=4905",
      ])
    #expect(walk.journals == [nil, "confirm-viber:4905"])
    #expect(walk.outcome?.outcomes[message.id] == .accepted(ProviderReference(batch: "viber-list/4905")))
  }

  @Test func aLostAnswerBeforeTheConfirmationIsNotSent() {
    let message = Sample.message(providerList: "17")
    let walk = send([message], nil, noAnswer)
    guard case .retryLater = walk.outcome?.outcomes[message.id] else {
      Issue.record("a list that was not confirmed is not sent")
      return
    }
    let settled = Walk(provider.settle([message], note: "list:c1", context: Sample.context), []).outcome
    #expect(settled == SettleReport(notSent: [message.id]))
  }
}
