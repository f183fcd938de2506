import HTTP
import Messages
import Store

/// Listing and showing messages.
extension AdminService {
  func listMessages(_ call: AdminCall, _ done: @escaping AdminCall.Respond) throws(AdminRefusal) {
    let query = try MessageFilter.query(call)
    let words = call["find"]
    try read(done) { (ledger) throws(LedgerTrouble) in
      let records = try LedgerTrouble.asking { () throws(StoreError) in
        guard let words else { return try ledger.search(query) }
        return try MessageFinder.find(words, query, in: ledger)
      }
      // A full page may have one behind it, which begins below its last id.
      let next = records.count == query.limit ? records.last?.message.id.description : nil
      return AdminAnswer.json(
        .members(["messages": .list(records.map(\.line)), "next": .optional(words == nil ? next : nil)]))
    }
  }

  func showMessage(_ call: AdminCall, _ done: @escaping AdminCall.Respond) throws(AdminRefusal) {
    let (told, account) = (call.values["id"] ?? "", call["account"])
    let id = MessageID(text: told)
    if id == nil, account == nil { throw .noMessage(told) }
    sources.providers { [self] providers in
      do throws(AdminRefusal) {
        try showMessage(told, id, account, providers, done)
      } catch {
        done(AdminAnswer.problem(error))
      }
    }
  }

  private func showMessage(
    _ told: String, _ id: MessageID?, _ account: String?, _ providers: [AdminViews.Provider],
    _ done: @escaping AdminCall.Respond
  ) throws(AdminRefusal) {
    try read(done) { [sources] (ledger) throws(LedgerTrouble) in
      let record = try LedgerTrouble.asking { () throws(StoreError) -> MessageRecord? in
        if let account { return try ledger.record(account: account, clientID: told) }
        return try id.flatMap { (id) throws(StoreError) in try ledger.record(of: id) }
      }
      guard let record else { throw .refused(.noMessage(told)) }
      let life = try LedgerTrouble.asking { () throws(StoreError) in try ledger.life(of: record.message.id) }
      let summary = LifeSummary.sentences(
        record, provider: providers.first { $0.name == record.lane.provider },
        encodingReason: sources.encodingReason(record.message))
      return AdminAnswer.json(
        .members([
          "message": record.whole, "summary": .list(summary.map { .text($0.words) }),
          "sentences": .list(summary.map(\.json)),
          "life": .list(life.map(\.json)),
        ]))
    }
  }

  func listIncoming(_ call: AdminCall, _ done: @escaping AdminCall.Respond) throws(AdminRefusal) {
    let limit = try call.limit()
    try read(done) { (ledger) throws(LedgerTrouble) in
      let messages = try LedgerTrouble.asking { () throws(StoreError) in try ledger.incoming(limit: limit) }
      return AdminAnswer.list("incoming", messages.map(\.json))
    }
  }
}
