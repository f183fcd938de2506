import Delivery
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

  @Test func aLostResponseIsRememberedOverARestart() throws {
    let memory = MemoryStore()
    let gateway = try TestGateway(memory: memory)
    let id = try submitAndLose(.plain(), gateway)
    #expect(
      gateway.eventually {
        (try? memory.recover(now: SystemClock.wall))?.remembered.keys.contains { $0.hasSuffix(id) } == true
      })
    let next = try TestGateway(memory: memory)
    let esme = try next.bound()
    #expect(try esme.submit(.plain()) == id)
    #expect(resubmissions(next))
    #expect(try esme.submit(.plain()) != id)
    // It was given again: the run after that one does not give it a third time.
    let third = try TestGateway(memory: memory)
    #expect(try third.bound().submit(.plain()) != id)
  }

  @Test func whatACrashLeftUnansweredIsKnownAgain() throws {
    let memory = MemoryStore()
    let gateway = try TestGateway(memory: memory)
    let esme = try gateway.bound()
    let id = try esme.submit(.plain())
    let parts = [SubmitSM.part(1, of: 3, "a"), .part(2, of: 3, "b")]
    let held = try parts.map { try esme.submit($0) }
    // Nothing was written down about the answers yet, as when the process is killed.
    let next = try TestGateway(memory: memory)
    let again = try next.bound()
    #expect(try again.submit(.plain()) == id)
    #expect(try parts.map { try again.submit($0) } == held)
    #expect(try again.submit(.part(3, of: 3, "c")) != id)
    #expect(next.eventually { (try? memory.search(.init()).contains { $0.message.text == "abc" }) == true })
    esme.close()
  }

  @Test func aJoinedMessageIsKnownByEachOfItsPartsAfterACrash() throws {
    let memory = MemoryStore()
    let esme = try TestGateway(memory: memory).bound()
    let parts = [SubmitSM.part(1, of: 2, "a"), .part(2, of: 2, "b")]
    let ids = try parts.map { try esme.submit($0) }
    let next = try TestGateway(memory: memory)
    let again = try next.bound()
    #expect(try parts.map { try again.submit($0) } == ids)
    #expect(try memory.search(.init()).count == 1)
  }

  @Test func whatWasCertainlyAnsweredBeforeACrashIsNotGivenAgain() throws {
    let memory = MemoryStore()
    let gateway = try TestGateway(memory: memory)
    let esme = try gateway.bound()
    let id = try esme.submit(.plain())
    let accepted = try #require(try memory.search(.init()).first?.message.acceptedAt)
    let written = gateway.eventually {
      let remembered = (try? memory.recover(now: SystemClock.wall))?.remembered ?? [:]
      return remembered.contains { $0.key.hasSuffix(":shop") && Int64($0.value) ?? 0 > accepted.milliseconds }
    }
    #expect(written)
    let next = try TestGateway(memory: memory)
    #expect(try next.bound().submit(.plain()) != id)
    esme.close()
  }

  private static let multi: SubmitMulti = {
    var multi = SubmitMulti(
      source: .alphanumeric("SHOP"),
      destinations: [.sme(.international("375290990000")), .sme(.international("7495"))],
      shortMessage: Array("Hello".utf8))
    multi.registeredDelivery = .successAndFailure
    return multi
  }()

  private func submit(_ multi: SubmitMulti, _ gateway: TestGateway) throws -> SubmitMultiResp {
    guard case .submitMultiResp(let resp)? = try gateway.bound().ask(.submitMulti(multi))?.pdu else {
      throw Missing("resp")
    }
    return resp
  }

  @Test func afterARestartALostAnswerToASubmitMultiNamesWhatWasRefused() throws {
    let memory = MemoryStore()
    let gateway = try TestGateway(memory: memory)
    let esme = try gateway.bound()
    gateway.store.has(.still)
    esme.send(.submitMulti(Self.multi))
    gateway.store.waitForStall()
    esme.reset()
    #expect(gateway.eventually { gateway.service.sessions.all.isEmpty })
    gateway.store.release()
    #expect(
      gateway.eventually {
        (try? memory.recover(now: SystemClock.wall))?.remembered.contains { !$0.value.isEmpty } == true
      })
    let resp = try submit(Self.multi, try TestGateway(memory: memory))
    #expect(resp.unsuccessSMEs.map(\.address.address) == ["7495"])
    #expect(resp.unsuccessSMEs.map(\.status) == [.invalidDestinationAddress])
    #expect(try memory.search(.init()).count == 1)
  }

  @Test func afterACrashASubmitMultiIsToldOfWhatHasNoMessage() throws {
    let memory = MemoryStore()
    let first = try submit(Self.multi, try TestGateway(memory: memory))
    // Nothing was written down about the answer yet, as when the process is killed.
    let again = try submit(Self.multi, try TestGateway(memory: memory))
    #expect(again.messageID == first.messageID)
    #expect(again.unsuccessSMEs.map(\.address.address) == ["7495"])
    #expect(again.unsuccessSMEs.map(\.status) == [.submitFailed])
    #expect(try memory.search(.init()).count == 1)
  }

  @Test func aSubmitMultiWhoseResponseWasLostIsKnownAgain() throws {
    let gateway = try TestGateway()
    let multi = Self.multi
    let esme = try gateway.bound()
    gateway.store.has(.still)
    esme.send(.submitMulti(multi))
    gateway.store.waitForStall()
    esme.reset()
    #expect(gateway.eventually { gateway.service.sessions.all.isEmpty })
    gateway.store.release()
    #expect(gateway.eventually { (try? gateway.store.memory.search(.init()).count) == 1 })
    let id = try #require(try gateway.store.memory.search(.init()).first?.message.parts.first?.clientID)
    guard case .submitMultiResp(let resp)? = try gateway.bound().ask(.submitMulti(multi))?.pdu else {
      throw Missing("resp")
    }
    #expect(resp.messageID == id)
    #expect(resp.unsuccessSMEs.map(\.address.address) == ["7495"])
    #expect(try gateway.store.memory.search(.init()).count == 1)
  }

  @Test func anAccountMayDoWithout() throws {
    let gateway = try TestGateway([.named("shop") { $0.resubmissionWindow = .zero }])
    let id = try submitAndLose(.plain(), gateway)
    #expect(try gateway.bound().submit(.plain()) != id)
  }
}
