import Messages
import Providers
import Telemetry

/// Counts what was refused, by reason; the counters are made once.
struct RefusalCounters: Sendable {
  private let counters: [String: Counter]

  init(_ metrics: Metrics) {
    let made = Refusal.words.map { word in
      (
        word,
        metrics.counter(
          "passerelle_messages_refused_total", "Messages that were refused, by reason.", [("reason", word)])
      )
    }
    counters = Dictionary(made, uniquingKeysWith: { first, _ in first })
  }

  func count(_ refusal: Refusal) { counters[refusal.word]?.add() }
}

extension Refusal {
  /// What a provider would refuse, as a refusal of ours.
  init(_ refusal: ProviderRefusal) {
    switch refusal {
    case .recipient: self = .destinationInvalid
    case .sender: self = .sourceInvalid
    case .tooLong(let limit): self = .messageTooLong(limit: limit)
    case .text(let reason), .content(let reason): self = .contentRefused(reason)
    case .binary: self = .binaryNotCarried
    case .schedule: self = .scheduleInvalid
    case .validity: self = .validityInvalid
    }
  }

  /// The word it is counted under.
  package var word: String {
    switch self {
    case .sourceInvalid: "sourceInvalid"
    case .sourceNotAllowed: "sourceNotAllowed"
    case .destinationInvalid: "destinationInvalid"
    case .noRoute: "noRoute"
    case .channelNotServed: "channelNotServed"
    case .messageEmpty: "messageEmpty"
    case .messageTooLong: "messageTooLong"
    case .textAndPayload: "textAndPayload"
    case .esmClassInvalid: "esmClassInvalid"
    case .priorityInvalid: "priorityInvalid"
    case .scheduleInvalid: "scheduleInvalid"
    case .validityInvalid: "validityInvalid"
    case .dataCodingNotSupported: "dataCodingNotSupported"
    case .binaryNotCarried: "binaryNotCarried"
    case .replaceFlagInvalid: "replaceFlagInvalid"
    case .preparedMessageUnknown: "preparedMessageUnknown"
    case .tlvMissing: "tlvMissing"
    case .tlvInvalid: "tlvInvalid"
    case .contentRefused: "contentRefused"
    case .rateExceeded: "rateExceeded"
    case .quotaExceeded: "quotaExceeded"
    case .noCredit: "noCredit"
    case .queueFull: "queueFull"
    case .storeUnavailable: "storeUnavailable"
    case .shuttingDown: "shuttingDown"
    case .providerRefused: "providerRefused"
    }
  }

  /// One of each, for the words.
  private static let all: [Refusal] = [
    .sourceInvalid, .sourceNotAllowed, .destinationInvalid, .noRoute, .channelNotServed, .messageEmpty,
    .messageTooLong(limit: 0), .textAndPayload, .esmClassInvalid, .priorityInvalid, .scheduleInvalid, .validityInvalid,
    .dataCodingNotSupported, .binaryNotCarried, .replaceFlagInvalid, .preparedMessageUnknown, .tlvMissing, .tlvInvalid,
    .contentRefused(""), .rateExceeded, .quotaExceeded, .noCredit, .queueFull, .storeUnavailable, .shuttingDown,
    .providerRefused(ProviderError(words: "")),
  ]

  /// The words of all refusals.
  static let words = all.map(\.word)
}
