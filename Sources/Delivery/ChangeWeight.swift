import Store

extension StoreChange {
  /// Whether it is part of taking something in from a client, who waits for the answer.
  var isIntake: Bool {
    switch self {
    case .accept, .keepPart, .dropParts, .dropPart, .ownParts, .remember, .cancel, .replace: true
    default: false
    }
  }

  /// How many rows it changes, about.
  var rows: Int {
    switch self {
    case .claim(_, _, let limit), .wakeDue(_, let limit), .claimPolls(_, _, let limit, _), .expire(_, let limit, _),
      .claimReceipts(_, _, let limit, _), .claimIncoming(_, _, let limit, _), .claimUnmarked(_, let limit),
      .purge(_, let limit), .expireReceipts(_, _, _, let limit):
      max(1, limit)
    case .release(let ids, _, _, _), .forward(let ids, _, _, _), .pollAgain(let ids, _), .marked(let ids): ids.count
    case .beginCall(let call): call.messages.count
    case .outcomes(_, let outcomes, _, _): outcomes.count
    case .settle(let reports, _, _): reports.count
    case .receiptResults(let results, _): results.count
    case .incomingResults(let results, _): results.count
    case .note(let events): events.count
    case .ownParts(let parts), .gatherParts(let parts): parts.count
    case .accept, .keepPart, .dropParts, .dropPart, .noteCall, .cancel, .replace, .acceptIncoming, .remember: 1
    }
  }
}
