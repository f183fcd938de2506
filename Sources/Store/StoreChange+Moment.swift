import Messages

extension StoreChange {
  /// The moment that the change names as now; stores date what names none by the latest of these.
  package var moment: Timestamp? {
    switch self {
    case .accept(let message, _): message.acceptedAt
    case .beginCall(let call): call.startedAt
    case .outcomes(_, _, let at, _), .settle(_, let at, _), .receiptResults(_, let at), .cancel(_, let at, _),
      .incomingResults(_, let at):
      at
    case .wakeDue(let now, _), .expireReceipts(_, let now, _, _), .expire(let now, _, _),
      .claimReceipts(_, let now, _, _),
      .claimIncoming(_, let now, _, _):
      now
    case .keepPart, .dropParts, .dropPart, .ownParts, .gatherParts, .claim, .release, .forward, .noteCall, .claimPolls,
      .pollAgain,
      .replace, .acceptIncoming, .claimUnmarked, .marked, .note, .remember, .purge:
      nil
    }
  }

  /// An id that the change brings into the store: none made later may be below it.
  package var newID: MessageID? {
    switch self {
    case .accept(let message, _): message.id
    case .keepPart(let part): part.id
    case .acceptIncoming(let message): message.id
    default: nil
    }
  }
}
