import Listeners
import Messages
import SMPP
import Store
import Testing
import Translation

@Suite struct BadInputTests {
  @Test(arguments: [
    Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8),
    [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03, 0, 0, 0, 0, 0, 0],
    [0, 0, 0, 15] + [UInt8](repeating: 0, count: 12),
  ])
  func whatIsNoPDUEndsTheConnectionWithANack(_ bytes: [UInt8]) throws {
    let gateway = try TestGateway()
    let esme = try gateway.connect()
    esme.write(bytes)
    let nack = try #require(esme.next())
    #expect(nack.header.commandID == .genericNack && nack.status == .invalidCommandLength)
    #expect(esme.isAtEnd)
    #expect(try gateway.connect().bind() == .ok)
  }

  @Test func anUnknownCommandIsNackedAndTheSessionLives() throws {
    let gateway = try TestGateway()
    let esme = try gateway.bound()
    esme.write([0, 0, 0, 16, 0, 0, 0, 0x77, 0, 0, 0, 0, 0, 0, 0, 99])
    let nack = try #require(esme.next { $0.header.sequenceNumber == 99 })
    #expect(nack.header.commandID == .genericNack && nack.status == .invalidCommandID)
    #expect(try esme.submit(.plain()).isEmpty == false)
    #expect(gateway.service.rejects.all.isEmpty == false)
  }

  @Test func textAndPayloadAreRefusedOrThePayloadCounts() throws {
    var submit = SubmitSM.plain("short")
    submit.tlvs = [TLV(.messagePayload, Array("payload".utf8))]
    #expect(try TestGateway().bound().ask(.submitSM(submit))?.status == .tlvNotAllowed)
    var account = Account.shop
    account.smpp.prefersPayload = true
    let gateway = try TestGateway([account]) { $0.session.requests.prefersPayload = true }
    let id = try gateway.bound().submit(submit)
    #expect(try gateway.store.memory.record(account: "shop", clientID: id)?.message.text == "payload")
  }

  @Test func senselessNumberKindsAreRefusedOnlyWhereThatIsWanted() throws {
    var submit = SubmitSM.plain()
    submit.destination.ton = TypeOfNumber(rawValue: 9)
    #expect(try TestGateway().bound().ask(.submitSM(submit))?.status == .ok)
    let strict = try TestGateway { $0.session.requests.checksNumberKinds = true }
    #expect(try strict.bound().ask(.submitSM(submit))?.status == .invalidDestinationTON)
  }

  @Test func connectionsPastTheLimitAreClosedAndRoomComesBack() throws {
    let gateway = try TestGateway { $0.maxConnections = 2 }
    let (first, second) = (try gateway.bound(), try gateway.bound())
    #expect(try gateway.connect().isAtEnd)
    first.close()
    #expect(
      gateway.eventually {
        guard let esme = try? gateway.connect() else { return false }
        return esme.bind() == .ok
      })
    #expect(second.ask(.enquireLink)?.status == .ok)
  }

  @Test func aConnectionThatNeverBindsIsClosed() throws {
    let gateway = try TestGateway { $0.session.sessionInit = .milliseconds(50) }
    #expect(try gateway.connect().isAtEnd)
  }
}
