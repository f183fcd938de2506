import SMPP
import Testing

@Suite struct ServerFlowTests {
  private func token(_ number: UInt64) -> DeliveryToken { DeliveryToken(rawValue: number) }

  private func offer(_ numbers: ClosedRange<UInt64>) -> ServerEvent {
    .offered(numbers.map { Delivery(token($0), .deliverSM(hello)) })
  }

  private func submits(_ count: Int) -> [UInt8] {
    (0..<count).reduce(into: []) { $0 += PDU.submitSM(hello).encoded(sequence: UInt32($1)) }
  }

  // MARK: Windows

  @Test func readingStopsPastTheWindowAndGoesOnBelowIt() {
    var server = ServerTranscript.bound(window: 4)
    var tokens = server.receive(submits(4)).requests.map(\.0)
    #expect(tokens.count == 4)
    let past = server.receive(submits(1))
    #expect(past.last == .stopReading)
    tokens += past.requests.map(\.0)
    #expect(server.handle(.answered([Answer(tokens[4], .accepted(messageID: "1"))])).contains(.resumeReading) == false)
    #expect(server.handle(.answered([Answer(tokens[3], .accepted(messageID: "1"))])).last == .resumeReading)
  }

  @Test func pastTheHardCapTheQueueIsFullAndTheLinkIsStillAnswered() {
    var server = ServerTranscript.bound(window: 2, hardCap: 3)
    let actions = server.receive(submits(4) + PDU.enquireLink.encoded(sequence: 99))
    #expect(actions.requests.count == 3)
    #expect(actions.written == [Written(.submitSMResp, .messageQueueFull, 3), Written(.enquireLinkResp, .ok, 99)])
    #expect(server.session.counters.overCap == 1)
    #expect(server.session.pendingRequests == 3)
  }

  @Test func deliveriesPastTheReceiptWindowComeBack() {
    var server = ServerTranscript.bound(receiptWindow: 2)
    #expect(server.session.deliveryCapacity == 2)
    let actions = server.handle(offer(1...3))
    #expect(actions.written.map(\.id) == [.deliverSM, .deliverSM])
    #expect(actions.contains(.delivered(token(3), .notSent(.windowFull))))
    #expect(server.session.deliveryCapacity == 0)
    let resp = server.receive(.deliverSMResp(MessageResp()), sequence: actions.written[1].sequence)
    #expect(resp == [.delivered(token(2), .response(.ok))])
    #expect(server.session.deliveryCapacity == 1)
  }

  @Test func aTransmitterGetsNoDeliveries() {
    var server = ServerTranscript.bound(.transmitter)
    #expect(server.handle(offer(1...1)) == [.delivered(token(1), .notSent(.notBound))])
    #expect(server.session.deliveryCapacity == 0)
  }

  @Test func whatTheClientAnswersIsReported() {
    var server = ServerTranscript.bound()
    let sequences = server.handle(offer(1...3)).written.map(\.sequence)
    #expect(
      server.receive(frame(.deliverSMResp, [], status: .receiverTemporaryError, sequence: sequences[0]))
        == [.delivered(token(1), .response(.receiverTemporaryError))])
    #expect(
      server.receive(.genericNack, sequence: sequences[1], status: .invalidCommandID)
        == [.delivered(token(2), .nacked(.invalidCommandID))])
    #expect(
      server.receive(frame(.deliverSMResp, [UInt8](repeating: 0x31, count: 16), sequence: sequences[2]))
        == [.delivered(token(3), .response(.ok))])
    #expect(server.receive(.deliverSMResp(MessageResp()), sequence: sequences[2]).isEmpty)
    #expect(server.session.counters.unmatchedResponses == 1)
  }

  @Test func alertsHaveNoAnswerAndOtherOperationsAreNotDelivered() {
    var server = ServerTranscript.bound()
    let alert = PDU.alertNotification(AlertNotification(source: hello.source, esme: hello.destination))
    let actions = server.handle(.offered([Delivery(token(1), alert), Delivery(token(2), .submitSM(hello))]))
    #expect(actions.written.map(\.id) == [.alertNotification])
    #expect(actions.contains(.delivered(token(1), .sent)))
    #expect(actions.contains(.delivered(token(2), .notSent(.notDeliverable))))
    var old = ServerTranscript.bound(version: 0x33)
    #expect(
      old.handle(.offered([Delivery(token(1), .dataSM(DataSM()))]))
        == [.delivered(token(1), .notSent(.notDeliverable))])
  }

  @Test func noTLVIsDeliveredBelow34() throws {
    var receipt = hello
    receipt.tlvs = [.cString(.receiptedMessageID, "1")]
    for (version, count) in [(0x33, 0), (0x34, 1)] as [(UInt8, Int)] {
      var server = ServerTranscript.bound(version: version)
      let written = server.handle(.offered([Delivery(token(1), .deliverSM(receipt))])).written
      guard case .deliverSM(let read)? = written.first?.pdu else {
        Issue.record("no deliver_sm")
        return
      }
      #expect(read.tlvs.items.count == count)
    }
  }

  @Test func sequenceNumbersWrapAndSkipWhatIsOutstanding() {
    var numbers = SequenceNumbers(after: 0x7FFF_FFFE)
    #expect(numbers.next { _ in false } == 0x7FFF_FFFF)
    #expect(numbers.next { $0 == 1 || $0 == 2 } == 3)
    var server = ServerTranscript()
    server.session = ServerSession(now: .zero, sequences: SequenceNumbers(after: 0x7FFF_FFFE))
    _ = server.bind()
    #expect(server.handle(offer(1...3)).written.map(\.sequence) == [0x7FFF_FFFF, 1, 2])
  }

  // MARK: Congestion

  @Test func aClientThatDoesNotReadIsNotReadFromAndEnds() {
    var settings = ServerSettings()
    settings.maximumUnflushed = 64
    var session = ServerSession(settings: settings, now: .zero)
    let bind = PDU.bind(Bind(.transceiver, systemID: "a", password: "b")).encoded(sequence: 1)
    _ = session.receive(bind, now: .zero)
    _ = session.handle(.bindDecided(BindToken(rawValue: 1), .accepted(BindLimits(systemID: "gw"))), now: .zero)
    _ = session.handle(.flushed(1_000), now: .zero)
    let links = (0..<4).reduce(into: [UInt8]()) { $0 += PDU.enquireLink.encoded(sequence: $1) }
    #expect(session.receive(links, now: .zero).count == 1)
    let more = session.receive(PDU.enquireLink.encoded(sequence: 5), now: .seconds(1))
    #expect(Array(more.suffix(2)) == [.stopReading, .offersPaused])
    #expect(session.deliveryCapacity == 0)
    #expect(session.handle(.flushed(16), now: .seconds(2)) == [.resumeReading, .offersResumed])
    _ = session.receive(PDU.enquireLink.encoded(sequence: 6), now: .seconds(3))
    #expect(session.deadline == .seconds(33))
    #expect(session.handle(.deadlinePassed, now: .seconds(33)).last == .close(.outputStalled))
  }

  // MARK: Timers

  @Test func aSilentLinkIsTestedAndEndsWithoutAnAnswer() {
    var server = ServerTranscript.bound()
    let test = server.passDeadline()
    #expect(server.now == .seconds(30))
    #expect(test.written.map(\.id) == [.enquireLink])
    #expect(server.receive(.enquireLinkResp, sequence: test.written[0].sequence).isEmpty)
    #expect(server.session.deadline == .seconds(60))
    _ = server.passDeadline()
    let end = server.passDeadline()
    #expect(server.now == .seconds(90))
    #expect(end == [.unbound, .close(.enquireLinkUnanswered)])
  }

  @Test func anyPDUShowsThatTheLinkLives() {
    var server = ServerTranscript.bound()
    _ = server.passDeadline()
    server.now = .seconds(59)
    _ = server.receive(.submitSM(hello))
    server.now = .seconds(60)
    #expect(server.handle(.deadlinePassed).isEmpty)
    #expect(server.session.deadline == .seconds(89))
  }

  @Test func silenceEndsTheSessionWhereNoLinkIsTested() {
    var settings = ServerSettings()
    settings.enquireLink = nil
    settings.inactivity = .seconds(120)
    var server = ServerTranscript.bound(settings: settings)
    #expect(server.passDeadline().closed == .inactive)
    #expect(server.now == .seconds(120))
  }

  @Test func aDeliveryWithoutAnAnswerPausesOffersUntilTheLinkAnswers() {
    var server = ServerTranscript.bound()
    server.now = .seconds(1)
    _ = server.handle(offer(1...2))
    server.now = .seconds(29)
    _ = server.receive(.submitSM(hello))
    let late = server.passDeadline()
    #expect(server.now == .seconds(31))
    #expect(late.filter { $0 == .delivered(token(1), .timedOut) || $0 == .delivered(token(2), .timedOut) }.count == 2)
    #expect(late.written.map(\.id) == [.enquireLink])
    #expect(late.contains(.offersPaused))
    #expect(server.handle(offer(3...3)) == [.delivered(token(3), .notSent(.paused))])
    #expect(server.receive(.enquireLinkResp, sequence: late.written[0].sequence) == [.offersResumed])
    #expect(server.handle(offer(4...4)).written.map(\.id) == [.deliverSM])
    #expect(server.session.counters.timeouts == 2)
  }

  @Test func aDeliveryAndTheLinkWithoutAnAnswerEndTheSession() {
    var server = ServerTranscript.bound()
    _ = server.handle(offer(1...1))
    server.now = .seconds(20)
    _ = server.receive(.submitSM(hello))
    _ = server.passDeadline()
    #expect(server.now == .seconds(30))
    // Submissions go on, but the link itself is not answered.
    server.now = .seconds(50)
    _ = server.receive(.submitSM(hello))
    #expect(server.passDeadline().closed == .enquireLinkUnanswered)
    #expect(server.now == .seconds(60))
  }

  @Test func aPDUWhoseRestDoesNotComeEndsTheSession() {
    var settings = ServerSettings()
    settings.partialPDU = .seconds(5)
    var server = ServerTranscript.bound(settings: settings)
    server.now = .seconds(1)
    let bytes = PDU.submitSM(hello).encoded(sequence: 1)
    _ = server.receive(Array(bytes[..<20]))
    server.now = .seconds(4)
    _ = server.receive([bytes[20]])
    #expect(server.session.deadline == .seconds(6))
    #expect(server.passDeadline().closed == .incompletePDU)
  }

  @Test func whileWeDoNotReadTheSilenceIsOurs() {
    var server = ServerTranscript.bound(window: 1)
    let tokens = server.receive(submits(2)).requests.map(\.0)
    _ = server.handle(offer(1...1))
    #expect(server.session.deadline == nil)
    server.now = .seconds(100)
    #expect(server.handle(.deadlinePassed).isEmpty)
    _ = server.handle(.answered(tokens.map { Answer($0, .accepted(messageID: "1")) }))
    #expect(server.session.deadline == .seconds(130))
  }

  // MARK: Ends

  @Test func unbindWaitsForTheAnswersInFlight() {
    var server = ServerTranscript.bound()
    let request = server.receive(.submitSM(hello), sequence: 5).requests[0].0
    _ = server.handle(offer(1...1))
    let unbind = server.receive(PDU.unbind.encoded(sequence: 6) + PDU.submitSM(hello).encoded(sequence: 7))
    #expect(unbind == [.stopReading])
    let end = server.handle(.answered([Answer(request, .accepted(messageID: "1"))]))
    #expect(end.written == [Written(.submitSMResp, .ok, 5), Written(.unbindResp, .ok, 6)])
    #expect(end.first == .delivered(token(1), .disconnected))
    #expect(Array(end.suffix(2)) == [.unbound, .close(.unboundByClient)])
  }

  @Test func unbindWaitsTwoSecondsAtMost() {
    var server = ServerTranscript.bound()
    let request = server.receive(.submitSM(hello)).requests[0].0
    _ = server.receive(.unbind, sequence: 8)
    let end = server.passDeadline()
    #expect(server.now == .seconds(2))
    #expect(end.written == [Written(.unbindResp, .ok, 8)])
    #expect(server.handle(.answered([Answer(request, .accepted(messageID: "1"))])).isEmpty)
    #expect(server.session.counters.lateAnswers == 1)
  }

  @Test func unbindWithNothingInFlightIsAnsweredAtOnce() {
    var server = ServerTranscript.bound()
    let end = server.receive(.unbind, sequence: 8)
    #expect(end == [.send(PDU.unbindResp.encoded(sequence: 8)), .unbound, .close(.unboundByClient)])
  }

  @Test func ourUnbindRefusesNewRequestsForNowAndWaitsForItsAnswer() {
    var server = ServerTranscript.bound()
    let request = server.receive(.submitSM(hello), sequence: 5).requests[0].0
    let unbind = server.handle(.unbindRequested)
    #expect(unbind.written.map(\.id) == [.unbind])
    #expect(server.receive(.submitSM(hello), sequence: 6).written == [Written(.submitSMResp, .systemError, 6)])
    #expect(server.handle(offer(1...1)) == [.delivered(token(1), .notSent(.notBound))])
    #expect(server.receive(.unbindResp, sequence: unbind.written[0].sequence) == [.stopReading])
    let end = server.handle(.answered([Answer(request, .accepted(messageID: "1"))]))
    #expect(end.written == [Written(.submitSMResp, .ok, 5)])
    #expect(end.closed == .unboundByServer)
  }

  @Test func ourUnbindWithoutAnAnswerEndsAfterTheResponseTimer() {
    var server = ServerTranscript.bound()
    _ = server.handle(.unbindRequested)
    #expect(server.passDeadline() == [.unbound, .close(.unbindUnanswered)])
    #expect(server.now == .seconds(30))
  }

  @Test func unbindsThatCrossEndBothSides() {
    var server = ServerTranscript.bound()
    _ = server.handle(.unbindRequested)
    let end = server.receive(.unbind, sequence: 3)
    #expect(end.written == [Written(.unbindResp, .ok, 3)])
    #expect(end.closed == .unboundByServer)
  }

  @Test func aClientThatIsNotBoundIsOnlyDisconnected() {
    var server = ServerTranscript()
    #expect(server.handle(.unbindRequested) == [.close(.unboundByServer)])
  }

  @Test func aLostConnectionGivesEveryDeliveryBack() {
    var server = ServerTranscript.bound()
    _ = server.handle(offer(1...2))
    #expect(
      server.handle(.peerClosed) == [
        .delivered(token(1), .disconnected), .delivered(token(2), .disconnected), .unbound, .close(.peerClosed),
      ])
    #expect(server.handle(offer(3...3)) == [.delivered(token(3), .notSent(.notBound))])
    #expect(server.receive(.enquireLink).isEmpty)
  }
}
