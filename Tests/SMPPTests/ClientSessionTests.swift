import SMPP
import Testing

/// A client and a server session whose bytes are handed across.
struct SessionPair {
  var client: ClientSession
  var server: ServerSession
  var now = Duration.zero
  var clientActions: [ClientAction] = []
  var serverActions: [ServerAction] = []

  init(_ settings: ClientSettings, limits: BindLimits = BindLimits(systemID: "gw")) {
    client = ClientSession(settings: settings)
    server = ServerSession(now: .zero)
    carryOut(client.handle(.connected, now: now))
    carryOut(server.handle(.bindDecided(BindToken(rawValue: 1), .accepted(limits)), now: now))
  }

  mutating func carryOut(_ actions: [ClientAction]) {
    clientActions += actions
    for case .send(let bytes) in actions { carryOut(server.receive(bytes, now: now)) }
  }

  mutating func carryOut(_ actions: [ServerAction]) {
    serverActions += actions
    for case .send(let bytes) in actions {
      carryOut(server.handle(.flushed(bytes.count), now: now))
      carryOut(client.receive(bytes, now: now))
    }
  }
}

@Suite struct ClientSessionTests {
  private let settings = ClientSettings(bind: Bind(.transceiver, systemID: "shop", password: "secret"), window: 2)

  private func token(_ number: UInt64) -> SubmissionToken { SubmissionToken(rawValue: number) }

  @Test func bindSubmitDeliverAndUnbindBetweenBothSides() {
    var pair = SessionPair(settings)
    #expect(pair.client.isBound)
    #expect(pair.server.isBound)
    pair.carryOut(pair.client.handle(.submitted([(token(1), .submitSM(hello))]), now: pair.now))
    let request = pair.serverActions.requests[0].0
    pair.carryOut(pair.server.handle(.answered([Answer(request, .accepted(messageID: "77"))]), now: pair.now))
    #expect(pair.clientActions.contains(.responded(token(1), .ok, .submitSMResp(MessageResp(messageID: "77")))))
    let delivery = Delivery(DeliveryToken(rawValue: 9), .deliverSM(hello))
    pair.carryOut(pair.server.handle(.offered([delivery]), now: pair.now))
    #expect(pair.clientActions.contains(.incoming(.deliverSM(hello), sequence: 1)))
    #expect(pair.serverActions.contains(.delivered(DeliveryToken(rawValue: 9), .response(.ok))))
    pair.carryOut(pair.client.handle(.unbindRequested, now: pair.now))
    #expect(pair.clientActions.last == .close(.unboundByClient))
    #expect(pair.serverActions.closed == .unboundByClient)
  }

  @Test func theServersUnbindEndsTheClient() {
    var pair = SessionPair(settings)
    pair.carryOut(pair.server.handle(.unbindRequested, now: pair.now))
    #expect(pair.clientActions.contains(.close(.unboundByServer)))
    #expect(pair.serverActions.closed == .unboundByServer)
  }

  @Test func requestsPastTheWindowComeBack() {
    var pair = SessionPair(settings)
    let requests = (1...3).map { (token($0), PDU.submitSM(hello)) }
    pair.carryOut(pair.client.handle(.submitted(requests), now: pair.now))
    #expect(pair.serverActions.requests.count == 2)
    #expect(pair.clientActions.contains(.failed(token(3), .windowFull)))
    #expect(pair.client.capacity == 0)
  }

  @Test func aRefusedBindEndsTheClient() {
    var client = ClientSession(settings: settings)
    _ = client.handle(.connected, now: .zero)
    let actions = client.receive(frame(.bindTransceiverResp, [], status: .invalidPassword), now: .zero)
    #expect(actions == [.bindRefused(.invalidPassword), .close(.bindRefused)])
    #expect(client.handle(.submitted([(token(1), .submitSM(hello))]), now: .zero) == [.failed(token(1), .notBound)])
  }

  @Test func requestsWithoutAnAnswerFailInTheirOrder() {
    var pair = SessionPair(settings)
    pair.carryOut(pair.client.handle(.submitted([(token(1), .submitSM(hello))]), now: .seconds(1)))
    pair.carryOut(pair.client.handle(.submitted([(token(2), .submitSM(hello))]), now: .seconds(2)))
    #expect(pair.client.deadline == .seconds(30))
    #expect(pair.client.handle(.deadlinePassed, now: .seconds(31)).contains(.failed(token(1), .timedOut)))
    #expect(pair.client.inFlight == 1)
    #expect(pair.client.handle(.deadlinePassed, now: .seconds(32)).contains(.failed(token(2), .timedOut)))
  }

  @Test func aSilentServerIsTestedAndLeft() {
    var pair = SessionPair(settings)
    let enquiry = pair.client.handle(.deadlinePassed, now: .seconds(30))
    #expect(enquiry.count == 1)
    #expect(pair.client.deadline == .seconds(60))
    #expect(pair.client.handle(.deadlinePassed, now: .seconds(60)) == [.close(.enquireLinkUnanswered)])
  }

  @Test func aLostConnectionFailsWhatIsInFlight() {
    var pair = SessionPair(settings)
    pair.carryOut(pair.client.handle(.submitted([(token(1), .submitSM(hello))]), now: .zero))
    #expect(pair.client.handle(.peerClosed, now: .zero) == [.failed(token(1), .disconnected), .close(.peerClosed)])
  }

  @Test func aNackFailsTheRequestThatItNames() {
    var pair = SessionPair(settings)
    pair.carryOut(pair.client.handle(.submitted([(token(1), .submitSM(hello))]), now: .zero))
    let nack = frame(.genericNack, [], status: .invalidCommandID, sequence: 2)
    #expect(pair.client.receive(nack, now: .zero) == [.responded(token(1), .invalidCommandID, .genericNack)])
  }

  @Test func answersMayBeLeftToTheUser() {
    var manual = settings
    manual.acknowledgement = nil
    var pair = SessionPair(manual)
    pair.carryOut(
      pair.server.handle(.offered([Delivery(DeliveryToken(rawValue: 1), .deliverSM(hello))]), now: .zero))
    #expect(pair.server.deliveriesInFlight == 1)
    pair.carryOut(
      pair.client.handle(.acknowledged(.deliverSM, sequence: 1, .receiverTemporaryError), now: .zero))
    #expect(
      pair.serverActions.contains(.delivered(DeliveryToken(rawValue: 1), .response(.receiverTemporaryError))))
  }
}
