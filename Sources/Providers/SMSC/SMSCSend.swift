import HTTP
import Messages

/// `send.php`: one text to many phones, or `list=` of a text for each.
struct SMSCSend: Sendable {
  let calls: SMSCCalls
  let settings: SMSCSettings

  /// The messages at the front that fit one call: one shape, no phone twice, as states come back by own id and phone.
  static func take(from waiting: ArraySlice<Message>, settings: SMSCSettings) -> Int {
    guard let first = waiting.first else { return 0 }
    guard !goesAlone(first) else { return 1 }
    let shape = SMSCShape(first, settings: settings)
    var phones: Set<String> = []
    var count = 0
    for message in waiting.prefix(settings.batch) {
      guard !goesAlone(message), SMSCShape(message, settings: settings) == shape else { break }
      guard phones.insert(message.recipient.digits).inserted else { break }
      count += 1
    }
    return max(1, count)
  }

  private static func goesAlone(_ message: Message) -> Bool {
    if message.providerList != nil || SMSCStatusQuestion.Pair.address(of: message) != nil { return true }
    if case .attachedPicture = message.content { return true }
    return false
  }

  /// Sends the batch under one own id; where SMSC refuses it as a whole, halves of it.
  func send(_ batch: [Message], id: String, now: Timestamp) -> ProviderStep<SendReport> {
    Halving { batch, _ in attempt(batch, id: id, now: now) }.send(batch)
  }

  private func attempt(_ batch: [Message], id: String, now: Timestamp) -> ProviderStep<Halving.Attempt> {
    .ask(request(batch, id: id, now: now)) { reply, _ in
      if settings.isTest { return .sorted(Self.pretended(batch, reply)) }
      let error = reply.json.map(SMSCErrors.error(in:)) ?? SMSCErrors.error(inText: reply.text)
      guard reply.verdict == .success, let error else { return .sorted(Self.report(for: batch, id, reply)) }
      let outcome = SMSCErrors.outcome(error)
      let report = SendReport(all: batch, outcome, lane: SMSCErrors.lane(error))
      if case .refused = outcome { return .refused(report) }
      return .sorted(report)
    }
  }

  /// The price alone was asked for: whatever came of it, nothing was sent.
  private static func pretended(_ batch: [Message], _ reply: Reply) -> SendReport {
    let error = reply.json.map(SMSCErrors.error(in:)) ?? SMSCErrors.error(inText: reply.text)
    var report: SendReport
    if reply.verdict == .success, let error {
      report = SendReport(all: batch, SMSCErrors.outcome(error), lane: SMSCErrors.lane(error))
    } else if reply.verdict == .success, let cost = reply.json?["cost"]?.text {
      var reference = SMSCStatusQuestion.pretended
      if batch.count == 1 { reference.cost = cost.cut(to: 40) }
      report = SendReport(all: batch, .accepted(reference))
    } else {
      report = SendReport(all: batch, .retryLater(reason: reply.reason), lane: reply.lane)
    }
    for case (let id, .unknown(let reason)) in report.outcomes { report.outcomes[id] = .retryLater(reason: reason) }
    return report
  }

  private static func report(for batch: [Message], _ id: String, _ reply: Reply) -> SendReport {
    if let report = reply.report(for: batch) { return report }
    if reply.verdict == .success, let json = reply.json { return accepted(batch, id, json) }
    return SendReport(all: batch, .refused(.rejected, ProviderError(words: reply.reason)))
  }

  /// `{"id", "cnt"}`, and with `op=1` a row for each phone, of which some may have failed.
  private static func accepted(_ batch: [Message], _ id: String, _ json: JSON) -> SendReport {
    guard let told = json["id"]?.text else { return SendReport(all: batch, .unknown(reason: "the answer has no id")) }
    var failed: [String: ProviderError] = [:]
    var costs: [String: String] = [:]
    for row in json["phones"]?.elements ?? [] {
      guard let phone = row["phone"]?.text.flatMap({ PhoneNumber($0)?.digits }) else { continue }
      if let code = row["error"]?.integer, code != 0 {
        failed[phone] = ProviderError(code: Int(truncatingIfNeeded: code), words: "error \(code)")
      }
      costs[phone] = row["cost"]?.text
    }
    var report = SendReport(outcomes: [:])
    let whole = batch.count == 1 ? json["cost"]?.text : nil
    for message in batch {
      var reference = SMSCStatusQuestion.Pair.reference(told.isEmpty ? id : told, message)
      reference.cost = (whole ?? costs[message.recipient.digits])?.cut(to: 40)
      report.outcomes[message.id] =
        failed[message.recipient.digits].map(SMSCErrors.outcome) ?? .accepted(reference)
    }
    return report
  }

  // MARK: The form

  private func request(_ batch: [Message], id: String, now: Timestamp) -> HTTPRequest {
    guard let first = batch.first else { return calls.post("send.php", [:]) }
    let shape = SMSCShape(first, settings: settings)
    var fields = recipients(batch, shape)
    fields.add("id", id)
    if !shape.senderID.isEmpty { fields.add("sender", shape.senderID) }
    if let flag = shape.flag { fields.add(flag.rawValue, "1") }
    if shape.needsText { fields.add("valid", validity(of: batch, now: now)) }
    if shape.flag == .mms || shape.flag == .mail { fields.add("subj", settings.subject) }
    if shape.flag == .call { fields.add("voice", settings.voice) }
    if settings.isTest { fields.add("cost", "1") } else if settings.showsCost { fields.add("cost", "2") }
    fields.add("op", "1")
    return finish(fields, first.content)
  }

  private func finish(_ fields: QueryFields, _ content: Content) -> HTTPRequest {
    var fields = fields
    switch content {
    case .text, .button: break
    case .picture(let url): fields.add("fileurl", url)
    case .binary: fields.add("bin", "2")
    case .attachedPicture(let name, let type, let bytes):
      return calls.upload(
        "send.php", fields, MultipartForm.File(field: "file1", name: name, type: type, bytes: bytes))
    }
    return calls.post("send.php", fields)
  }

  private func recipients(_ batch: [Message], _ shape: SMSCShape) -> QueryFields {
    if let group = batch.first?.providerList {
      return ["phones": "G" + group, "mes": batch.first.map(text) ?? ""]
    }
    let texts = Set(batch.map(text))
    if !shape.needsText || texts.count <= 1 {
      var fields: QueryFields = ["phones": batch.map { Self.phone($0) }.joined(separator: ",")]
      if shape.needsText { fields.add("mes", texts.first ?? "") }
      return fields
    }
    return ["list": batch.map { Self.phone($0) + ":" + text(of: $0) }.joined(separator: "\n")]
  }

  private func text(of message: Message) -> String {
    if case .binary(let bytes) = message.content { return HexDigit.text(of: bytes) }
    return SMSCShape.prefix(of: message, settings).text
  }

  /// Eleven digits that begin with 8 would be taken for a Russian number written the home way; a `+` prevents that.
  private static func phone(_ message: Message) -> String {
    if let address = SMSCStatusQuestion.Pair.address(of: message) { return address }
    let digits = message.recipient.digits
    return digits.utf8.count == 11 && digits.utf8.first == UInt8(ascii: "8") ? "+" + digits : digits
  }

  /// `hh:mm`, the longest of the batch, rounded up, 00:01 to 24:00.
  private func validity(of batch: [Message], now: Timestamp) -> String {
    let asked = (batch.map(\.validUntil).max() ?? now) - now
    let minutes = min(1_440, max(1, (min(asked, settings.longestValidity).milliseconds + 59_999) / 60_000))
    return CivilTime.padded(Int(minutes / 60)) + ":" + CivilTime.padded(Int(minutes % 60))
  }
}
