import SMPP
import Testing

@Suite struct ServerBindingTests {
  @Test func aBindIsAskedAboutAndAnswered() {
    var server = ServerTranscript()
    let bind = Bind(.transceiver, systemID: "shop", password: "secret")
    let token = BindToken(rawValue: 1)
    #expect(server.receive(.bind(bind), sequence: 5) == [.authenticate(token, bind), .stopReading])
    let limits = BindLimits(systemID: "gw")
    let resp = BindResp(.transceiver, systemID: "gw", tlvs: [.uint8(.scInterfaceVersion, 0x34)])
    #expect(
      server.handle(.bindDecided(token, .accepted(limits))) == [
        .bound(.transceiver, .v34, limits), .send(PDU.bindResp(resp).encoded(sequence: 5)), .resumeReading,
      ])
    #expect(server.session.isBound)
  }

  @Test(
    arguments: [
      (0x00, nil, 0x33), (0x33, nil, 0x33), (0x34, 0x34, 0x34), (0x35, 0x34, 0x34), (0x50, 0x50, 0x50),
      (0x7B, 0x50, 0x50),
    ] as [(UInt8, UInt8?, UInt8)])
  func oddVersionsBindAndTLVsGoTo34AndAboveAlone(version: UInt8, told: UInt8?, rules: UInt8) throws {
    var server = ServerTranscript()
    let written = try #require(server.bind(version: version).written.first)
    #expect(written.id == .bindTransceiverResp)
    #expect(server.session.version.rawValue == rules)
    guard case .bindResp(let resp)? = written.pdu else {
      Issue.record("no bind_resp")
      return
    }
    #expect(resp.tlvs.integer(.scInterfaceVersion) == told.map { UInt32($0) })
  }

  @Test func ourVersionBoundsWhatIsAgreed() {
    var settings = ServerSettings()
    settings.version = .v34
    let server = ServerTranscript.bound(version: 0x50, settings: settings)
    #expect(server.session.version == .v34)
  }

  @Test func aRefusedBindIsAHeaderAndMayBeTriedAgain() {
    var server = ServerTranscript()
    _ = server.receive(.bind(Bind(.receiver, systemID: "a", password: "b")), sequence: 3)
    let refused = server.handle(.bindDecided(BindToken(rawValue: 1), .refused(.invalidPassword)))
    #expect(refused.written == [Written(.bindReceiverResp, .invalidPassword, 3)])
    #expect(refused.bytes.count == 16)
    #expect(refused.contains(.resumeReading))
    _ = server.receive(.bind(Bind(.receiver, systemID: "a", password: "c")), sequence: 4)
    let accepted = server.handle(.bindDecided(BindToken(rawValue: 2), .accepted(BindLimits(systemID: "gw"))))
    #expect(accepted.written == [Written(.bindReceiverResp, .ok, 4)])
  }

  @Test func theThirdRefusedBindEndsTheConnection() {
    var server = ServerTranscript()
    for attempt in 1...3 {
      _ = server.receive(.bind(Bind(.receiver, systemID: "a", password: "b")))
      let refused = server.handle(.bindDecided(BindToken(rawValue: attempt), .refused(.bindFailed)))
      #expect(refused.written == [Written(.bindReceiverResp, .bindFailed)])
      #expect(refused.closed == (attempt == 3 ? .bindsRefused : nil))
    }
  }

  @Test func anUnreadableBindIsAnsweredWithTheStatusOfItsField() {
    var server = ServerTranscript()
    let long = [UInt8](repeating: 0x61, count: 65) + [UInt8](repeating: 0, count: 7)
    #expect(
      server.receive(frame(.bindTransmitter, long, sequence: 7)).written
        == [Written(.bindTransmitterResp, .invalidSystemID)])
    #expect(!server.session.isClosed)
  }

  @Test func nothingIsWrittenBetweenABindAndItsResponse() {
    var server = ServerTranscript()
    let bind = PDU.bind(Bind(.transceiver, systemID: "a", password: "b")).encoded(sequence: 1)
    let early = PDU.enquireLink.encoded(sequence: 2) + PDU.submitSM(hello).encoded(sequence: 3)
    let cut = early.count - 10
    #expect(server.receive(bind + early[..<cut]).written.isEmpty)
    #expect(server.receive(Array(early[cut...])).written.isEmpty)
    #expect(
      server.handle(.offered([Delivery(DeliveryToken(rawValue: 1), .deliverSM(hello))]))
        == [.delivered(DeliveryToken(rawValue: 1), .notSent(.notBound))])
    let decided = server.handle(.bindDecided(BindToken(rawValue: 1), .accepted(BindLimits(systemID: "gw"))))
    #expect(decided.written == [Written(.bindTransceiverResp, .ok, 1), Written(.enquireLinkResp, .ok, 2)])
    #expect(decided.requests.map(\.2) == [3])
  }

  @Test func bytesBehindAnUndecidedBindAreBounded() {
    var settings = ServerSettings()
    settings.boundFrame = 1_000
    var server = ServerTranscript(settings)
    _ = server.receive(.bind(Bind(.transceiver, systemID: "a", password: "b")))
    #expect(server.receive([UInt8](repeating: 0, count: 2_000)).closed == nil)
    #expect(server.receive([0]).closed == .bytesBeforeBind)
  }

  @Test func aSecondBindIsAnsweredAndTheFirstStays() {
    var server = ServerTranscript.bound()
    let actions = server.receive(.bind(Bind(.receiver, systemID: "x", password: "y")))
    #expect(actions.written == [Written(.bindReceiverResp, .alreadyBound)])
    #expect(server.session.isBound)
    #expect(server.session.bindMode == .transceiver)
    #expect(
      server.receive(frame(.bindTransmitter, [1], sequence: 8)).written
        == [Written(.bindTransmitterResp, .alreadyBound, 8)])
  }

  @Test func beforeABindOnlyLinkAndUnbindAreCarriedOut() {
    var server = ServerTranscript()
    #expect(server.receive(.enquireLink).written == [Written(.enquireLinkResp)])
    for pdu in PDUInstances.requests where !pdu.commandID.isBind {
      let bytes = pdu.encoded(sequence: 7)
      guard bytes.count <= 1_024 else { continue }
      switch pdu {
      case .enquireLink, .unbind: continue
      case .outbind, .alertNotification: #expect(server.receive(bytes).written.isEmpty)
      default:
        #expect(server.receive(bytes).written == [Written(pdu.commandID.response, .incorrectBindStatus)])
      }
    }
    #expect(
      server.receive(frame(.submitSM, [0xFF], sequence: 7)).written
        == [Written(.submitSMResp, .incorrectBindStatus)])
    let end = server.receive(.unbind, sequence: 9)
    #expect(end.written == [Written(.unbindResp, .ok, 9)])
    #expect(end.closed == .unboundByClient)
    #expect(!end.contains(.unbound))
  }

  @Test func withoutABindTheConnectionEndsAfterTenSeconds() {
    var server = ServerTranscript()
    #expect(server.session.deadline == .seconds(10))
    server.now = .seconds(9)
    #expect(server.handle(.deadlinePassed).isEmpty)
    #expect(server.receive(.enquireLink).closed == nil)
    #expect(server.passDeadline() == [.close(.sessionInitExpired)])
    #expect(server.now == .seconds(10))
    #expect(server.session.deadline == nil)
  }

  @Test func aBindThatNobodyDecidesIsATemporaryError() {
    var server = ServerTranscript()
    _ = server.receive(.bind(Bind(.transceiver, systemID: "a", password: "b")))
    let actions = server.passDeadline()
    #expect(actions.written == [Written(.bindTransceiverResp, .systemError)])
    #expect(actions.closed == .bindUndecided)
  }

  @Test func aBindAcceptedAfterTheEndIsReportedAsUnbound() {
    var server = ServerTranscript()
    _ = server.receive(.bind(Bind(.transceiver, systemID: "a", password: "b")))
    #expect(server.handle(.peerClosed) == [.close(.peerClosed)])
    #expect(server.handle(.bindDecided(BindToken(rawValue: 1), .accepted(BindLimits(systemID: "gw")))) == [.unbound])
  }

  @Test func aPDUBeforeTheBindMayHave1024Octets() {
    var server = ServerTranscript()
    let fits = frame(.submitSM, [UInt8](repeating: 0, count: 1_008), sequence: 7)
    #expect(server.receive(fits).written == [Written(.submitSMResp, .incorrectBindStatus)])
    let over = frame(.submitSM, [UInt8](repeating: 0, count: 1_009), sequence: 8)
    let actions = server.receive(over)
    #expect(actions.written == [Written(.genericNack, .invalidCommandLength, 8)])
    #expect(actions.closed == .framingLost(FramingError(commandLength: 1_025, maximum: 1_024, sequenceNumber: 8)))
  }
}
