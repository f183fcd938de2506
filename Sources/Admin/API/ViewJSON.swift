import Messages
import Providers

extension AdminViews.Session {
  var json: JSONValue {
    .members([
      "id": .text(String(id)), "account": .text(account), "system_id": .text(systemID), "kind": .text(kind),
      "peer": .text(peer), "version": version == 0 ? nil : .text("\(version >> 4).\(version & 0xF)"),
      "tls": .bool(isTLS), "since": .text(since.rfc3339),
      "quirks": .list(quirks.map { .text($0) }),
    ])
  }
}

extension AdminViews.Rejected {
  var json: JSONValue {
    .members([
      "at": .text(at.rfc3339), "protocol": .text(protocolName), "peer": .text(peer), "account": .optional(account),
      "answer": .text(answer), "field": .text(field), "offset": .number(offset), "reason": .text(reason),
      "hex": .text(Self.hex(bytes)),
    ])
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }, as: UTF8.self)
  }
}

extension AdminViews.Provider {
  var json: JSONValue {
    .members([
      "name": .text(name), "kind": .text(kind), "lanes": .list(lanes.map(\.json)),
      "held": .bool(operatorHold != nil || lanes.contains { $0.hold != nil }),
      "stopped": .bool(lanes.contains { $0.isStopped }),
      "operator_hold": .optional(operatorHold), "undecided_calls": .number(undecidedCalls),
      "balance": balance.map { .fraction($0) }, "balance_alarm": balanceAlarm.map { .fraction($0) },
      "errors": .list(errors.map(\.json)), "errors_since": .text(errorsSince.rfc3339),
    ])
  }
}

extension AdminViews.ErrorClass {
  var json: JSONValue {
    .members(["class": .text(name), "messages": .number(messages), "words": .text(words), "at": .text(at.rfc3339)])
  }
}

extension AdminViews.DistributionList {
  /// Members shown of one list.
  static let shownMembers = 200

  var json: JSONValue {
    .members([
      "name": .text(name), "provider": .optional(provider), "list_id": listID.map { .number($0) },
      "accounts": .list(accounts.map { .text($0) }), "size": provider == nil ? .number(members.count) : nil,
      "members": .list(members.prefix(Self.shownMembers).map { .text($0) }),
    ])
  }
}

extension AdminViews.CannedText {
  var json: JSONValue {
    .members(["id": .number(id), "text": .text(text), "accounts": .list(accounts.map { .text($0) })])
  }
}

extension AdminViews.Preview {
  var json: JSONValue {
    .members([
      "encoding": .text(encoding), "segments": .number(segments), "used": .number(used), "left": .number(left),
    ])
  }
}

extension AdminViews.Quote {
  var json: JSONValue {
    size.json
      + .members([
        "provider": .text(provider), "channel": .text(channel.word), "route": .text(route), "cost": cost.json,
      ])
  }
}

extension AdminViews.Quote.Cost {
  fileprivate var json: JSONValue {
    switch self {
    case .told(let sum, let currency):
      .members(["sum": .text(sum), "currency": .optional(currency), "by": .text("provider")])
    case .reckoned(let sum): .members(["sum": .text("\(sum)"), "by": .text("settings")])
    case .unknown(let reason): .members(["reason": .text(reason)])
    }
  }
}

extension AdminViews.Lane {
  var json: JSONValue {
    .members([
      "channel": .text(channel.word), "waiting": .number(waiting), "calls": .number(calls), "hold": .optional(hold),
      "stopped": .bool(isStopped),
    ])
  }
}

extension Inquiry {
  var json: JSONValue {
    .members([
      "name": .text(name), "summary": .text(summary), "arguments": .list(arguments.map { .text($0) }),
      "acts": .bool(acts),
    ])
  }
}
