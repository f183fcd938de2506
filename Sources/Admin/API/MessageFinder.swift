import Messages
import Store

/// Finds messages by whatever an operator has in hand: our id, a provider's, a Message-ID or a number.
enum MessageFinder {
  /// - Parameter query: conditions that hold besides.
  static func find(
    _ words: String, _ query: MessageQuery, in ledger: any MessageLedger
  ) throws(StoreError) -> [MessageRecord] {
    var found: [MessageRecord] = []
    if let id = MessageID(text: words), let record = try ledger.record(of: id), query.matches(record) {
      found.append(record)
    }
    for narrowed in readings(of: words, query) { found += try ledger.search(narrowed) }
    var seen: Set<MessageID> = []
    let distinct = found.filter { seen.insert($0.message.id).inserted }
    return Array(distinct.sorted { $0.message.id > $1.message.id }.prefix(query.boundedLimit))
  }

  /// What the words may mean in a search.
  private static func readings(of words: String, _ query: MessageQuery) -> [MessageQuery] {
    var readings: [MessageQuery] = []
    func add(_ narrow: (inout MessageQuery) -> Void) {
      var narrowed = query
      narrow(&narrowed)
      readings.append(narrowed)
    }
    if let number = PhoneNumber(words) { add { $0.recipient = number } }
    if words.utf8.contains(0x40) {
      let bare = words.hasPrefix("<") && words.hasSuffix(">") ? String(words.dropFirst().dropLast()) : words
      for form in [bare, "<" + bare + ">"] { add { $0.mailID = form } }
    } else {
      add { $0.providerID = words }
    }
    return readings
  }
}
