import Messages

/// The answer to one ``StoreChange``.
package enum StoreAnswer: Sendable, Equatable {
  case done
  case messages([Message])
  case lanes([LaneQueue])
  case refused([MessageID])
  case tracked([TrackedMessage])
  case receipts([OwedReceipt])
  case receiptsOwed(Set<String>)
  case cancelled([MessageID], receipts: [OwedReceipt])
  case replaced(Bool)
  case parts([HeldPart], gone: [MessageID])
  case incoming([IncomingMessage])
  case count(Int)
}
