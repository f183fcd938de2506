import Listeners
import Messages
import SMPP
import Store
import Telemetry
import Testing

@Suite struct ResubmissionTests {
  private func resubmissions(_ gateway: TestGateway) -> Bool {
    gateway.metrics.exposition().contains("passerelle_smpp_resubmissions_total 1")
  }

  /// Submits, and breaks the line before the response is there.
  private func submitAndLose(_ submit: SubmitSM, _ gateway: TestGateway) throws -> String {
    let esme = try gateway.bound()
    gateway.store.has(.still)
    esme.send(.submitSM(submit))
    gateway.store.waitForStall()
    esme.reset()
    #expect(gateway.eventually { gateway.service.sessions.all.isEmpty })
    gateway.store.release()
    #expect(gateway.eventually { (try? gateway.store.memory.search(.init()).count) == 1 })
    return try #require(try gateway.store.memory.search(.init()).first?.message.parts.first?.clientID)
  }

  @Test func aSubmitWhoseResponseWasLostGetsTheSameIdAgain() throws {
    let gateway = try TestGateway()
    let id = try submitAndLose(.plain(), gateway)
    #expect(try gateway.bound().submit(.plain()) == id)
    #expect(resubmissions(gateway))
    #expect(try gateway.store.memory.search(.init()).count == 1)
  }

  @Test func eachLostResponseIsGivenAgainOnce() throws {
    let gateway = try TestGateway()
    let id = try submitAndLose(.plain(), gateway)
    let esme = try gateway.bound()
    #expect(try esme.submit(.plain()) == id)
    #expect(try esme.submit(.plain()) != id)
  }

  @Test func anotherSubmitIsAnother() throws {
    let gateway = try TestGateway()
    let id = try submitAndLose(.plain(), gateway)
    let esme = try gateway.bound()
    #expect(try esme.submit(.plain("Hallo")) != id)
    #expect(try esme.submit(.plain(to: "375290990001")) != id)
    #expect(!resubmissions(gateway))
  }

  @Test func aResponseThatWasReceivedIsNeverGivenAgain() throws {
    let gateway = try TestGateway()
    let first = try gateway.bound()
    let id = try first.submit(.plain())
    #expect(first.ask(.unbind)?.status == .ok)
    first.close()
    #expect(try gateway.bound().submit(.plain()) != id)
  }

  @Test func aClientThatClosesAfterItsResponseSubmitsAnew() throws {
    let gateway = try TestGateway()
    let first = try gateway.bound()
    let id = try first.submit(.plain())
    first.close()
    #expect(gateway.eventually { gateway.service.sessions.all.isEmpty })
    #expect(try gateway.bound().submit(.plain()) != id)
  }

  @Test func anAccountMayDoWithout() throws {
    let gateway = try TestGateway([.named("shop") { $0.resubmissionWindow = .zero }])
    let id = try submitAndLose(.plain(), gateway)
    #expect(try gateway.bound().submit(.plain()) != id)
  }
}
