import SMPP
import Testing

@Suite struct ServerRequestTests {
  private func submit(_ change: (inout SubmitSM) -> Void) -> PDU {
    var submit = hello
    change(&submit)
    return .submitSM(submit)
  }

  @Test func aSubmissionIsHandedOnAndAnsweredLater() {
    var server = ServerTranscript.bound()
    let actions = server.receive(.submitSM(hello), sequence: 42)
    #expect(actions == [.request(actions.requests[0].0, .submitSM(hello), sequence: 42)])
    let answer = Answer(actions.requests[0].0, .accepted(messageID: "123"))
    let answered = server.handle(.answered([answer]))
    #expect(answered == [.send(PDU.submitSMResp(MessageResp(messageID: "123")).encoded(sequence: 42))])
    #expect(server.handle(.answered([answer])).isEmpty)
    #expect(server.session.counters.lateAnswers == 1)
  }

  @Test func aBatchOfAnswersIsOneSend() {
    var server = ServerTranscript.bound()
    let bytes = (1...50).reduce(into: [UInt8]()) { $0 += PDU.submitSM(hello).encoded(sequence: $1) }
    let requests = server.receive(bytes).requests
    #expect(requests.count == 50)
    let answers = requests.reversed().map { Answer($0.0, .accepted(messageID: "9")) }
    let actions = server.handle(.answered(answers))
    #expect(actions.count == 1)
    #expect(actions.written.map(\.sequence) == (1...50).reversed())
  }

  @Test func aByteAtATimeGivesTheSameAsAllAtOnce() {
    let bytes = PDUInstances.all.filter { !$0.commandID.isBind && $0 != .unbind }
      .reduce(into: [UInt8]()) { $0 += $1.encoded(sequence: 9) }
    var whole = ServerTranscript.bound()
    var slow = ServerTranscript.bound()
    let expected = whole.receive(bytes)
    var found: [ServerAction] = []
    for byte in bytes { found += slow.receive([byte]) }
    #expect(found.filter { $0.isRequest } == expected.filter { $0.isRequest })
    #expect(found.bytes == expected.bytes)
    #expect(found.rejections == expected.rejections)
    #expect(slow.session.counters == whole.session.counters)
  }

  @Test func errorsOfTheEngineAreHeadersAlone() {
    var server = ServerTranscript.bound()
    let token = server.receive(.submitSM(hello)).requests[0].0
    let actions = server.handle(.answered([Answer(token, .refused(.throttled), congestionState: 90, statusText: "no")]))
    #expect(actions.bytes == frame(.submitSMResp, [], status: .throttled, sequence: 7))
  }

  @Test func congestionAndWordsGoTo50() throws {
    var server = ServerTranscript.bound(version: 0x50)
    let tokens = server.receive(
      PDU.submitSM(hello).encoded(sequence: 1) + PDU.submitSM(hello).encoded(sequence: 2)
    ).requests.map(\.0)
    let written = server.handle(
      .answered([
        Answer(tokens[0], .accepted(messageID: "5"), congestionState: 80),
        Answer(tokens[1], .refused(.invalidDataCoding), congestionState: 81, statusText: "no such coding"),
      ])
    ).written
    #expect(written[0].pdu == .submitSMResp(MessageResp(messageID: "5", tlvs: [.uint8(.congestionState, 80)])))
    #expect(written[1].status == .invalidDataCoding)
    #expect(
      written[1].pdu
        == .submitSMResp(
          MessageResp(tlvs: [.uint8(.congestionState, 81), .cString(.additionalStatusInfoText, "no such coding")])))
  }

  @Test func aStatusOf50IsLoweredForOlderClients() {
    var server = ServerTranscript.bound(version: 0x34)
    let token = server.receive(.submitSM(hello)).requests[0].0
    #expect(
      server.handle(.answered([Answer(token, .refused(.invalidDataCoding))])).written
        == [Written(.submitSMResp, .submitFailed)])
  }

  @Test func anAnswerThatDoesNotBelongToItsRequestIsASystemError() {
    var server = ServerTranscript.bound()
    let token = server.receive(.querySM(QuerySM(messageID: "1", source: .empty))).requests[0].0
    #expect(
      server.handle(.answered([Answer(token, .accepted(messageID: "1"))])).written
        == [Written(.querySMResp, .systemError)])
    let other = server.receive(.querySM(QuerySM(messageID: "1", source: .empty))).requests[0].0
    #expect(
      server.handle(.answered([Answer(other, .response(.cancelSMResp))])).written
        == [Written(.querySMResp, .systemError)])
  }

  @Test func queryCancelReplaceAndMultiAreAnsweredInTheirOwnResponses() {
    var server = ServerTranscript.bound()
    let query = server.receive(.querySM(QuerySM(messageID: "1", source: .empty))).requests[0].0
    let state = QuerySMResp(messageID: "1", messageState: .delivered)
    #expect(
      server.handle(.answered([Answer(query, .response(.querySMResp(state)))])).written.first?.pdu
        == .querySMResp(state))
    let cancel = server.receive(.cancelSM(CancelSM(messageID: "1", source: .empty))).requests[0].0
    #expect(server.handle(.answered([Answer(cancel, .accepted(messageID: ""))])).written == [Written(.cancelSMResp)])
    let replace = server.receive(.replaceSM(ReplaceSM(messageID: "1", source: .empty, shortMessage: [1])))
    #expect(
      server.handle(.answered([Answer(replace.requests[0].0, .refused(.replaceFailed))])).written
        == [Written(.replaceSMResp, .replaceFailed)])
    let multi = server.receive(.submitMulti(SubmitMulti(destinations: [.distributionList("all")], shortMessage: [1])))
    let resp = SubmitMultiResp(messageID: "4", unsuccessSMEs: [UnsuccessSME(.empty, .invalidDestinationAddress)])
    #expect(
      server.handle(.answered([Answer(multi.requests[0].0, .response(.submitMultiResp(resp)))])).written.first?.pdu
        == .submitMultiResp(resp))
  }

  // MARK: Who may send what

  @Test(arguments: [BindMode.transmitter, .receiver, .transceiver])
  func theMatrixDecidesWhatIsCarriedOut(mode: BindMode) {
    var server = ServerTranscript.bound(mode)
    let requests: [PDU] = [
      .submitSM(hello), .dataSM(DataSM(destination: hello.destination, tlvs: [TLV(.messagePayload, [1])])),
      .submitMulti(SubmitMulti(destinations: [.distributionList("all")], shortMessage: [1])),
      .querySM(QuerySM(messageID: "1", source: .empty)), .cancelSM(CancelSM(messageID: "1", source: .empty)),
      .replaceSM(ReplaceSM(messageID: "1", source: .empty, shortMessage: [1])),
    ]
    for pdu in requests {
      let actions = server.receive(pdu)
      if mode == .receiver {
        #expect(actions.written == [Written(pdu.commandID.response, .incorrectBindStatus)])
        #expect(actions.rejections.count == 1)
      } else {
        #expect(actions.requests.map(\.1) == [pdu])
      }
    }
    #expect(server.receive(.deliverSM(hello)).written == [Written(.deliverSMResp, .incorrectBindStatus)])
    #expect(server.receive(.outbind(Outbind(systemID: "a", password: "b"))).isEmpty)
    #expect(server.receive(.alertNotification(AlertNotification(source: .empty, esme: .empty))).isEmpty)
    #expect(server.session.counters.ignored == 2)
    #expect(server.receive(.enquireLink).written == [Written(.enquireLinkResp)])
  }

  @Test func everyRowOfTheMatrixIsThereOnce() {
    let rows = Set(OperationRule.table.map(\.id))
    #expect(rows.count == OperationRule.table.count)
    #expect(rows == Set(PDUInstances.requests.map(\.commandID)))
  }

  @Test func broadcastsAreProhibitedIn50AndUnknownBefore() {
    for pdu in PDUInstances.requests {
      switch pdu {
      case .broadcastSM, .queryBroadcastSM, .cancelBroadcastSM: break
      default: continue
      }
      var new = ServerTranscript.bound(version: 0x50)
      #expect(new.receive(pdu).written == [Written(pdu.commandID.response, .prohibited)])
      var old = ServerTranscript.bound(version: 0x34)
      #expect(old.receive(pdu).written == [Written(.genericNack, .invalidCommandID)])
      #expect(old.session.isBound)
    }
  }

  @Test func operationsOf33AreAnsweredInTheirOwnResponses() {
    for pdu in PDUInstances.requests {
      switch pdu {
      case .paramRetrieve, .queryLastMsgs, .queryMsgDetails: break
      default: continue
      }
      var old = ServerTranscript.bound(version: 0x33)
      #expect(old.receive(pdu).written == [Written(pdu.commandID.response, .queryFailed)])
      var new = ServerTranscript.bound(version: 0x50)
      #expect(new.receive(pdu).written == [Written(pdu.commandID.response, .prohibited)])
    }
  }

  // MARK: What cannot be read

  @Test(arguments: [0, 4, 15] as [UInt8])
  func aLengthBelowAHeaderEndsTheSession(length: UInt8) {
    var server = ServerTranscript.bound()
    let actions = server.receive([0, 0, 0, length])
    #expect(actions.written == [Written(.genericNack, .invalidCommandLength, 0)])
    #expect(
      actions.closed
        == .framingLost(
          FramingError(commandLength: UInt32(length), maximum: 71_680, sequenceNumber: 0)))
  }

  @Test func theLargestPDUIsTakenAndOneOctetMoreEndsTheSession() {
    var server = ServerTranscript.bound()
    let fits = frame(.cancelSMResp, [UInt8](repeating: 0, count: 71_664))
    #expect(server.receive(fits).closed == nil)
    let over = frame(.submitSM, [UInt8](repeating: 0, count: 71_665), sequence: 0xFFFF_FFFF)
    #expect(server.receive(over).written == [Written(.genericNack, .invalidCommandLength, 0xFFFF_FFFF)])
    #expect(server.session.isClosed)
  }

  @Test func anUnknownRequestIsNackedAndAnUnknownResponseIsNot() {
    var server = ServerTranscript.bound()
    #expect(
      server.receive(frame(CommandID(rawValue: 0x99), [1, 2], sequence: 7)).written
        == [Written(.genericNack, .invalidCommandID)])
    #expect(server.receive(frame(CommandID(rawValue: 0x8000_0099), [1, 2])).isEmpty)
    #expect(server.receive(.submitSMResp(MessageResp())).isEmpty)
    #expect(server.receive(.genericNack, status: .invalidCommandID).isEmpty)
    #expect(server.session.counters.unmatchedResponses == 3)
    #expect(server.session.counters.nacks == 1)
    #expect(server.session.isBound)
  }

  @Test func anUnreadableBodyIsAnsweredByItsFieldAndTheNextPDUIsRead() {
    var server = ServerTranscript.bound()
    let long = [UInt8](repeating: 0, count: 10) + Array("20010203040506000000".utf8) + [UInt8](repeating: 0, count: 7)
    let actions = server.receive(frame(.submitSM, long, sequence: 7) + PDU.submitSM(hello).encoded(sequence: 8))
    #expect(actions.written == [Written(.submitSMResp, .invalidSchedule)])
    #expect(actions.requests.map(\.2) == [8])
    #expect(actions.rejections.first?.field == "schedule_delivery_time")
    #expect(actions.rejections.first?.offset == 26)
    #expect(actions.rejections.first?.bytes == frame(.submitSM, long, sequence: 7))
  }

  @Test func theRecordOfARejectedPDUIsBounded() {
    var server = ServerTranscript.bound()
    let body = [UInt8](repeating: 0x41, count: 5_000)
    #expect(server.receive(frame(.submitSM, body)).rejections.first?.bytes.count == Rejection.maximumBytes)
    let wrong = submit { $0.tlvs = [TLV(.messagePayload, body)] }
    #expect(server.receive(wrong).rejections.first?.bytes.count == Rejection.maximumBytes)
  }

  @Test func anUnreadableResponseIsNeverAnswered() {
    var server = ServerTranscript.bound()
    for id: CommandID in [.deliverSMResp, .submitMultiResp, .querySMResp, .queryMsgDetailsResp, .bindReceiverResp] {
      for body in [[], [0xFF], [UInt8](repeating: 0xFF, count: 100)] as [[UInt8]] {
        #expect(server.receive(frame(id, body)).written.isEmpty)
      }
    }
    #expect(server.session.isBound)
  }

  // MARK: Values

  @Test func valuesAreRefusedByTheStatusOfTheirField() {
    let cases: [(CommandStatus, PDU)] = [
      (.invalidDestinationAddress, submit { $0.destination = .empty }),
      (.invalidSourceAddress, submit { $0.source = .alphanumeric("TwelveLetter") }),
      (.invalidSourceAddress, submit { $0.source = SMEAddress("SHOP", ton: .international) }),
      (.invalidPriorityFlag, submit { $0.priorityFlag = 4 }),
      (.invalidReplaceFlag, submit { $0.replaceIfPresentFlag = 2 }),
      (.invalidDefaultMessageID, submit { $0.smDefaultMsgID = 255 }),
      (.invalidSchedule, submit { $0.scheduleDeliveryTime = "2601021504" }),
      (.invalidExpiry, submit { $0.validityPeriod = "260230150405600+" }),
      (.invalidMessageLength, submit { $0.shortMessage = [] }),
      (.tlvNotAllowed, submit { $0.tlvs = [TLV(.messagePayload, [1])] }),
      (.invalidTLVLength, submit { $0.tlvs = [TLV(.sarMsgRefNum, [1])] }),
      (.invalidEsmClass, submit { $0.esmClass.hasUserDataHeader = true }),
      (.missingTLV, .dataSM(DataSM(destination: hello.destination))),
      (.invalidMessageLength, .dataSM(DataSM(destination: hello.destination, tlvs: [TLV(.messagePayload, [])]))),
      (.invalidDestinationAddress, .dataSM(DataSM(tlvs: [TLV(.messagePayload, [1])]))),
      (.invalidNumberOfDestinations, .submitMulti(SubmitMulti(destinations: [], shortMessage: [1]))),
      (.invalidMessageID, .querySM(QuerySM(messageID: "", source: .empty))),
      (.invalidMessageID, .replaceSM(ReplaceSM(messageID: "", source: .empty, shortMessage: [1]))),
    ]
    for (status, pdu) in cases {
      var server = ServerTranscript.bound()
      let actions = server.receive(pdu)
      #expect(actions.written == [Written(pdu.commandID.response, status)])
      #expect(actions.rejections.map(\.status) == [status])
      #expect(server.session.isBound)
    }
  }

  @Test func valuesAtTheirLimitsAreTaken() {
    let cases: [PDU] = [
      submit { $0.source = .alphanumeric("ElevenChars") },
      submit { $0.source = SMEAddress("+3752", ton: .international) },
      submit { $0.source = .empty }, submit { $0.priorityFlag = 3 }, submit { $0.replaceIfPresentFlag = 1 },
      submit { $0.scheduleDeliveryTime = "000001000000000R" }, submit { $0.validityPeriod = "260228150405600+" },
      submit { $0.shortMessage = [UInt8](repeating: 65, count: 255) },
      submit {
        $0.shortMessage = []
        $0.smDefaultMsgID = 254
      },
      submit {
        $0.shortMessage = []
        $0.tlvs = [TLV(.messagePayload, [UInt8](repeating: 65, count: 65_535))]
      },
      submit { $0.tlvs = [TLV(.messagePayload, [])] },
      submit {
        $0.esmClass.hasUserDataHeader = true
        $0.shortMessage = [4, 0, 3, 1, 1]
      },
      submit { $0.tlvs = [TLV(TLVTag(rawValue: 0x1401), [1, 2]), TLV(.userMessageReference, [0, 1])] },
      submit { $0.registeredDelivery = RegisteredDelivery(rawValue: 3) }, submit { $0.dataCoding = 0xFF },
      .cancelSM(CancelSM(messageID: "", source: hello.source)),
      .replaceSM(ReplaceSM(messageID: "1", source: .empty, shortMessage: [])),
    ]
    for pdu in cases {
      var server = ServerTranscript.bound()
      #expect(server.receive(pdu).requests.map(\.1) == [pdu])
    }
  }

  @Test func submitMultiTakes254DestinationsIn34And255In50() {
    func multi(_ count: Int) -> PDU {
      let destinations = [MultiDestination](repeating: .sme(hello.destination), count: count)
      return .submitMulti(SubmitMulti(destinations: destinations, shortMessage: [1]))
    }
    var old = ServerTranscript.bound(version: 0x34)
    #expect(old.receive(multi(254)).requests.count == 1)
    #expect(old.receive(multi(255)).written == [Written(.submitMultiResp, .invalidNumberOfDestinations)])
    var new = ServerTranscript.bound(version: 0x50)
    #expect(new.receive(multi(255)).requests.count == 1)
  }

  @Test func sequenceNumbersAndStatusesOfRequestsAreTakenAsTheyAre() {
    var server = ServerTranscript.bound()
    for sequence: UInt32 in [0, 0x8000_0000, 0xFFFF_FFFF] {
      #expect(
        server.receive(.enquireLink, sequence: sequence, status: .unknownError).written
          == [Written(.enquireLinkResp, .ok, sequence)])
      let token = server.receive(PDU.submitSM(hello).encoded(.throttled, sequence: sequence)).requests[0].0
      #expect(
        server.handle(.answered([Answer(token, .accepted(messageID: "1"))])).written
          == [Written(.submitSMResp, .ok, sequence)])
    }
  }

  @Test func aNULThatTheClientCountsIntoTheBodyIsIgnored() {
    var server = ServerTranscript.bound()
    let body = Array(PDU.submitSM(hello).encoded(sequence: 1).dropFirst(16)) + [0]
    #expect(server.receive(frame(.submitSM, body)).requests.map(\.1) == [.submitSM(hello)])
  }
}

extension ServerAction {
  var isRequest: Bool {
    if case .request = self { true } else { false }
  }
}
