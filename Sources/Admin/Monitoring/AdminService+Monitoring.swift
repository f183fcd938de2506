import HTTP
import Store
import Telemetry

extension AdminService {
  func answerHealth(_ done: @escaping AdminCall.Respond) {
    health.ask { isWritable in
      done(isWritable ? AdminAnswer.plain(200, "ok\n") : AdminAnswer.plain(503, "the store cannot be written\n"))
    }
  }

  func readiness() -> HTTPResponse {
    let reasons = sources.notReady()
    return reasons.isEmpty
      ? AdminAnswer.plain(200, "ready\n") : AdminAnswer.plain(503, reasons.map { $0 + "\n" }.joined())
  }

  func tally(_ done: @escaping AdminCall.Respond) throws(AdminRefusal) {
    try read(done) { ledger throws(LedgerTrouble) in
      AdminAnswer.json(try LedgerTrouble.asking { () throws(StoreError) in try ledger.tally() }.json)
    }
  }

  /// Takes one sample of the flow and sets the store's levels; to be called every ``FlowRing/interval``.
  package func sample() {
    _ = reads.run { [self] ledger in
      guard let tally = try? ledger.tally() else { return }
      own.set(tally)
      flow.add(FlowSample(at: sources.wallClock(), tally: tally, numbers: ExpositionReader(metrics.exposition())))
    }
  }
}

extension StoreTally {
  var json: JSONValue {
    .members([
      "stages": .object(
        Stage.listed.map { JSONValue.Member(name: "\($0)", value: .number(stages[$0] ?? 0)) }),
      "receipts_owed": .number(receiptsOwed), "open_calls": .number(openCalls),
    ])
  }
}
