import HTTP
import Messages

/// Campaigns: `send` for one text, `send-individual` for a text each, `send-groups` for lists that BSG keeps.
struct BSGSend: Sendable {
  let calls: BSGCalls
  let settings: BSGSettings

  func send(_ batch: [Message], context: ProviderContext) -> ProviderStep<SendReport> {
    let isGroup = batch.first?.providerList != nil
    return .ask(request(batch, context)) { reply, _ in
      switch BSGReply(reply, usesKeyAsBearer: settings.usesKeyAsBearer) {
      case .trouble(let outcome, let lane): SendReport(all: batch, outcome, lane: lane)
      case .invalid(let faults): faults.report(for: batch)
      case .done(let json): Self.accepted(batch, json, isGroup: isGroup)
      }
    }
  }

  private static func accepted(_ batch: [Message], _ json: JSON, isGroup: Bool) -> SendReport {
    let data = json["data"] ?? json
    guard let id = data["id"]?.text else { return SendReport(all: batch, .unknown(reason: "the answer has no id")) }
    let reference = BSGReference(campaign: id, size: isGroup ? .groups : .messages(batch.count))
    var report = SendReport(outcomes: [:])
    let price = data["calculated_price"]?.text.map { $0 + (data["currency"]?.text.map { " " + $0 } ?? "") }
    for message in batch {
      var stored = reference.stored(message.id)
      if batch.count == 1 { stored.cost = price?.cut(to: 40) }
      report.outcomes[message.id] = .accepted(stored)
    }
    return report
  }

  private func request(_ batch: [Message], _ context: ProviderContext) -> HTTPRequest {
    let first = batch.first
    let isUniform = batch.allSatisfy { $0.text == first?.text && $0.sender == first?.sender }
    if let list = first?.providerList { return groups(list, batch, context) }
    return isUniform ? together(batch, context) : individually(batch, context)
  }

  private func groups(_ list: String, _ batch: [Message], _ context: ProviderContext) -> HTTPRequest {
    calls.post("campaigns/sms/send-groups", context) { writer in
      writer.name("groups")
      writer.array { writer in
        for group in list.split(separator: ",") { writer.number(Int64(group) ?? 0) }
      }
      writeText(batch, to: &writer)
      writeCommon(batch, context, to: &writer)
    }
  }

  private func together(_ batch: [Message], _ context: ProviderContext) -> HTTPRequest {
    calls.post("campaigns/sms/send", context) { writer in
      writer.name("phones")
      writer.array { writer in
        for message in batch {
          writer.object { writer in
            Self.writePhone("number", message, to: &writer)
            writer.member("reference_id", message.id.description)
          }
        }
      }
      writeText(batch, to: &writer)
      writeCommon(batch, context, to: &writer)
    }
  }

  private func individually(_ batch: [Message], _ context: ProviderContext) -> HTTPRequest {
    calls.post("campaigns/sms/send-individual", context) { writer in
      writer.name("messages")
      writer.array { writer in
        for message in batch {
          writer.object { writer in
            Self.writePhone("phone", message, to: &writer)
            writer.member("text", message.text)
            writer.member("sender", settings.sender(of: message.sender) ?? "")
            writer.member("reference_id", message.id.description)
          }
        }
      }
      writeCommon(batch, context, to: &writer)
    }
  }

  /// The number is an integer without `+`; its digits are known to be digits.
  private static func writePhone(_ name: String, _ message: Message, to writer: inout JSONWriter) {
    writer.name(name)
    writer.literal(String(UInt64(message.recipient.digits) ?? 0))
  }

  private func writeText(_ batch: [Message], to writer: inout JSONWriter) {
    writer.member("sender", batch.first.flatMap { settings.sender(of: $0.sender) } ?? "")
    writer.member("text", batch.first?.text ?? "")
  }

  private func writeCommon(_ batch: [Message], _ context: ProviderContext, to writer: inout JSONWriter) {
    writer.member("tariff_code", min(9, max(0, settings.tariffCode)))
    writer.member("validity", validity(of: batch, now: context.now))
    if settings.sendsCallbackURL, let url = context.callbackURL { writer.member("callback_url", url) }
  }

  /// Hours, the longest of the batch, rounded up, 1 to 72.
  private func validity(of batch: [Message], now: Timestamp) -> Int64 {
    let asked = (batch.map(\.validUntil).max() ?? now) - now
    return min(72, max(1, (min(asked, settings.longestValidity).milliseconds + 3_599_999) / 3_600_000))
  }
}
