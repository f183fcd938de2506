import Messages
import Store

/// Records as the API shows them.
extension MessageRecord {
  /// How much of a text stands in a list, in unicode scalars.
  private static let glimpse = 160

  /// In a list: the text cut short, without what only the message's own page needs.
  var line: JSONValue {
    .members(["id": .text(message.id.description)]) + facts
      + .members(["text": .text(message.text.cut(to: Self.glimpse))])
  }

  /// With everything.
  var whole: JSONValue {
    line.without("text")
      + .members([
        "text": .text(message.text), "content": .text(message.content.word), "encoding": .text("\(message.encoding)"),
        "segments": .number(message.segments), "priority": .number(Int(message.priority)),
        "due_at": .text(message.dueAt.letGo.rfc3339), "valid_until": .text(message.validUntil.rfc3339),
        "route": .text(message.routeReason), "lanes": .list(message.lanes.map { .text($0.description) }),
        "parts": .list(message.parts.map { .text($0.clientID) }), "origin": message.origin.json,
      ])
  }

  private var facts: JSONValue {
    .members([
      "account": .text(message.account), "to": .text(message.recipient.description), "from": .text(message.sender),
      "channel": .text(message.channel.word), "stage": .text("\(stage)"), "held": isHeldBack ? .bool(true) : nil,
      "state": .text("\(state)"),
      "provider": .text(lane.provider), "provider_id": .optional(reference.message),
      "provider_batch": .optional(reference.batch), "raw": raw.isEmpty ? nil : .text(raw), "cost": .optional(cost),
      "call_ms": took.map { .number(Int($0.column)) },
      "error": error.map { .members(["code": $0.code.map { .number($0) }, "words": .text($0.words)]) },
      "accepted_at": .text(message.acceptedAt.rfc3339), "sent_at": .optional(sentAt?.rfc3339),
      "ended_at": .optional(endedAt?.rfc3339), "receipts_owed": .number(receiptsOwed),
    ])
  }
}

extension JSONValue {
  /// Two objects as one.
  static func + (a: JSONValue, b: JSONValue) -> JSONValue {
    guard case .object(let first) = a, case .object(let second) = b else { return a }
    return .object(first + second)
  }

  func without(_ name: String) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { $0.name != name })
  }
}

extension Content {
  /// The kind, in a word.
  var word: String {
    switch self {
    case .text: "text"
    case .picture, .attachedPicture: "picture"
    case .button: "button"
    case .binary: "binary"
    }
  }
}

extension Origin {
  var json: JSONValue {
    switch self {
    case .smpp(let smpp):
      .members([
        "kind": .text("smpp"), "service_type": .text(smpp.serviceType), "source": smpp.source.json,
        "destination": smpp.destination.json, "interface_version": .number(Int(smpp.interfaceVersion)),
      ])
    case .mail(let mail):
      .members([
        "kind": .text("mail"), "envelope_sender": .text(mail.envelopeSender), "recipient": .text(mail.recipient),
        "message_id": .optional(mail.messageID), "subject": .optional(mail.subject),
      ])
    case .operatorConsole: .members(["kind": .text("operator")])
    }
  }
}

extension Address {
  var json: JSONValue {
    .members([
      "address": .text(text), "ton": .number(Int(typeOfNumber)), "npi": .number(Int(numberingPlan)),
    ])
  }
}

extension LifeEvent {
  var json: JSONValue {
    .members(["at": .text(at.rfc3339), "kind": .text(kind), "text": .text(text), "told": told.json])
  }
}

extension Sentence {
  /// For whoever tells it in another language.
  var json: JSONValue { .members(["form": .text(form), "values": .list(values.map { .text($0) })]) }
}

extension IncomingMessage {
  var json: JSONValue {
    .members([
      "id": .text(id.description), "provider": .text(provider), "provider_id": .text(providerID),
      "account": .optional(account), "from": .text(from), "to": .text(to), "text": .text(text),
      "received_at": .text(receivedAt.rfc3339), "attempts": .number(attempts),
    ])
  }
}
