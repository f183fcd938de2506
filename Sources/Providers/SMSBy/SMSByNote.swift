/// What is journaled before a call, and read again when its answer was lost.
enum SMSByNote: Equatable, Sendable {
  /// Cannot be asked for afterwards.
  case undecidable(String)
  /// Mailings whose names begin with this.
  case bulk(String)
  /// A text is being prepared under this name; nothing is sent yet.
  case preparing(String)
  /// `sendSMS` of this prepared text; so often the phone stood in its delivery list before.
  case prepared(id: String, before: Int)
  /// A mailing to a list is being prepared; nothing is sent yet.
  case listing(String)
  /// A mailing to a list is being confirmed.
  case confirming(id: String)
  case confirmingViber(id: String)

  /// The name for a mailing or a prepared text of the call; nil once such a thing has its id.
  var name: String? {
    switch self {
    case .undecidable(let name), .bulk(let name), .preparing(let name), .listing(let name): name.isEmpty ? nil : name
    case .prepared, .confirming, .confirmingViber: nil
    }
  }

  var text: String {
    switch self {
    case .undecidable(let call): "quick:" + call
    case .bulk(let base): "bulk:" + base
    case .preparing(let name): "prepare:" + name
    case .prepared(let id, let before): "prepared:" + id + ":" + String(before)
    case .listing(let name): "list:" + name
    case .confirming(let id): "confirm:" + id
    case .confirmingViber(let id): "confirm-viber:" + id
    }
  }

  init(_ text: String) {
    let pieces = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let rest = pieces.count > 1 ? pieces[1] : ""
    switch pieces[0] {
    case "bulk": self = .bulk(rest)
    case "prepare": self = .preparing(rest)
    case "list": self = .listing(rest)
    case "confirm": self = .confirming(id: rest)
    case "confirm-viber": self = .confirmingViber(id: rest)
    case "prepared":
      let halves = rest.split(separator: ":").map(String.init)
      guard halves.count == 2, let before = Int(halves[1]) else {
        self = .undecidable(text)
        return
      }
      self = .prepared(id: halves[0], before: before)
    default: self = .undecidable(rest)
    }
  }
}
