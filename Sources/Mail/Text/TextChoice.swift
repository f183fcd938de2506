extension MailMessage {
  /// The text to send: text/plain before HTML before a calendar entry before the Subject, then unwrapped and trimmed.
  package func text(_ settings: TextSettings = TextSettings()) -> MailText {
    let choice = TextChoice(message: self, settings: settings)
    return choice.result()
  }
}

/// One walk over the parts of a mail in search of its text.
struct TextChoice {
  let message: MailMessage
  let settings: TextSettings

  /// A part that holds visible text.
  struct Candidate {
    var text: MailText
    var isFlowed = false
    var isSpaceDeleted = false
    /// A stub of the kind "your program cannot show HTML".
    var isStub = false
  }

  func result() -> MailText {
    var text = settings.subject == .only ? MailText(text: "", source: .none) : body()
    let dropped = message.attachments.count
    if dropped > 0 { text.notes.append(.attachmentsDropped(dropped)) }
    return withSubject(text)
  }

  private func body() -> MailText {
    guard let candidate = candidate(message.root) else { return MailText(text: "", source: .none) }
    var text = candidate.text
    var lines = TextLines(text.text)
    if candidate.isFlowed { lines.unflow(isSpaceDeleted: candidate.isSpaceDeleted) }
    var cuts = TextCuts(settings: settings, isReflowed: candidate.isFlowed || text.source == .html)
    cuts.apply(to: &lines)
    text.cuts += cuts.made
    if text.source == .plain && !candidate.isFlowed { lines.joinHardWrapped() }
    text.text = lines.text
    if text.text.isEmpty { text.source = .none }
    return text
  }

  private func withSubject(_ body: MailText) -> MailText {
    guard settings.subject != .never, settings.subject != .ifBodyEmpty || body.source == .none,
      let subject = subject(), TextLines.isVisible(subject.utf8)
    else { return body }
    var text = body
    let line = TextLines(subject).text
    if body.source == .none {
      text.text = line
      text.source = .subject
      if settings.subject == .ifBodyEmpty { text.notes.append(.subjectUsed) }
    } else {
      text.text = line + "\n" + body.text
    }
    return text
  }

  private func subject() -> String? {
    let subject = message.headers.text("subject", unlabelled: settings.unlabelled)
    guard let subject, !settings.subjectWords.isEmpty else { return subject }
    let words = subject.split(separator: " ").filter { word in
      !settings.subjectWords.contains { $0.utf8.elementsEqual(word.utf8) }
    }
    return words.joined(separator: " ")
  }

  /// The best candidate in a part and everything inside it. The depth is bounded by the reader.
  private func candidate(_ part: MailPart) -> Candidate? {
    if part.contentType.isMultipart && !part.children.isEmpty { return container(part) }
    if part.isAttachment || part.encoding == .other { return nil }
    switch (part.contentType.type, part.contentType.subtype) {
    case ("text", "html"): return html(part)
    case ("text", "calendar"): return calendar(part)
    case ("text", "csv"), ("text", "css"), ("text", "vcard"), ("text", "x-vcard"), ("text", "rfc822-headers"):
      return nil
    // RFC 2046 §4.1.4: unknown text is read as plain text. A multipart without its boundary is too.
    case ("text", _), ("multipart", _): return plain(part)
    default: return nil
    }
  }

  private func container(_ part: MailPart) -> Candidate? {
    let found = part.children.lazy.compactMap { place in candidate(message.parts[place]) }
    guard part.contentType.subtype == "alternative" else {
      var fallback: Candidate?
      for one in found {
        if one.text.source != .calendar && !one.isStub { return one }
        fallback = fallback ?? one
      }
      return fallback
    }
    var best: Candidate?
    for one in found {
      if one.text.source == .plain && !one.isStub { return one }
      if rank(one) > (best.map(rank) ?? 0) { best = one }
    }
    return best
  }

  private func rank(_ candidate: Candidate) -> Int {
    if candidate.isStub { return 1 }
    return candidate.text.source == .html ? 3 : 2
  }

  private func plain(_ part: MailPart) -> Candidate? {
    let (text, notes) = decoded(part, limit: message.limits.text)
    guard TextLines.isVisible(text.utf8) else { return nil }
    let parameters = part.contentType.parameters
    return Candidate(
      text: MailText(text: text, source: .plain, notes: notes),
      isFlowed: parameters["format"].map { ASCII.equal($0, "flowed") } ?? false,
      isSpaceDeleted: parameters["delsp"].map { ASCII.equal($0, "yes") } ?? false,
      isStub: StubText.matches(text))
  }

  private func html(_ part: MailPart) -> Candidate? {
    let (markup, notes) = decoded(part, limit: message.limits.html)
    var converted = HTMLText.convert(Array(markup.utf8), cutsQuotes: settings.quotes, limit: message.limits.text)
    if settings.quotes && !TextLines.isVisible(converted.text.utf8) {
      converted = HTMLText.convert(Array(markup.utf8), cutsQuotes: false, limit: message.limits.text)
    }
    guard TextLines.isVisible(converted.text.utf8) else { return nil }
    var text = MailText(text: TextRepair.body(converted.text), source: .html, notes: notes, links: converted.links)
    if converted.isCut { text.notes.append(.cutAtLimit(message.limits.text)) }
    if let quote = converted.removedQuote { text.cuts.append(TextCut(reason: .quote, removed: quote)) }
    return Candidate(text: text)
  }

  private func calendar(_ part: MailPart) -> Candidate? {
    let (entry, notes) = decoded(part, limit: message.limits.text)
    guard let summary = CalendarSummary.line(entry) else { return nil }
    return Candidate(text: MailText(text: summary, source: .calendar, notes: notes))
  }

  private func decoded(_ part: MailPart, limit: Int) -> (String, [MailNote]) {
    var notes: [MailNote] = []
    let body = message.body(of: part, limit: limit)
    let label = part.contentType.parameters["charset"].map { String(decoding: $0, as: UTF8.self) }
    let decoded = Charset.decode(
      body.isCut ? whole(body.bytes, label) : body.bytes, label: label, unlabelled: settings.unlabelled)
    if decoded.isRepaired { notes.append(.charsetRepaired(label: label, used: decoded.charset)) }
    if decoded.replaced > 0 { notes.append(.unreadable(octets: decoded.replaced)) }
    if body.isCut { notes.append(.cutAtLimit(limit)) }
    return (TextRepair.body(decoded.text), notes)
  }

  /// Cut octets without the beginning of a UTF-8 character that the limit tore apart.
  private func whole(_ bytes: [UInt8], _ label: String?) -> [UInt8] {
    var end = bytes.count
    while end > 0, bytes.count - end < 3, bytes[end - 1] & 0xC0 == 0x80 { end -= 1 }
    guard end > 0, bytes[end - 1] >= 0xC2 else { return bytes }
    let length = bytes[end - 1] >= 0xF0 ? 4 : bytes[end - 1] >= 0xE0 ? 3 : 2
    guard bytes.count - end + 1 < length, label.map(Charset.canonical) ?? "UTF-8" == "UTF-8" else { return bytes }
    return Array(bytes[..<(end - 1)])
  }
}
