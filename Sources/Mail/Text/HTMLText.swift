/// Text out of HTML by one pass over the octets. A paragraph becomes one line, since an SMS has no columns.
struct HTMLText {
  /// What a conversion gives.
  struct Converted {
    var text = ""
    /// http and https links, at most five.
    var links: [String] = []
    /// The beginning of a quoted message that was left out.
    var removedQuote: String?
    /// Whether the text passed the limit.
    var isCut = false
  }

  private enum SkipReason { case invisible, quote }

  private struct Skip {
    var name: String
    var depth = 1
    var reason: SkipReason
    /// Where to go on if the end never comes.
    var resume: Int
  }

  private let html: [UInt8]
  private let cutsQuotes: Bool
  private let limit: Int
  private var index = 0
  private var output: [UInt8] = []
  private var quoted: [UInt8] = []
  private var needsSpace = false
  private var skip: Skip?
  private var rewinds = 0
  private var tagsAreBroken = false
  private var hasSkippedHead = false
  private var preformatted = 0
  private var link: (href: [UInt8], start: Int)?
  private var links: [String] = []
  private var isCut = false

  private init(_ html: [UInt8], cutsQuotes: Bool, limit: Int) {
    self.html = html
    self.cutsQuotes = cutsQuotes
    self.limit = limit
  }

  /// Converts UTF-8 markup; the text has at most `limit` octets.
  static func convert(_ html: [UInt8], cutsQuotes: Bool, limit: Int) -> Converted {
    var state = HTMLText(html, cutsQuotes: cutsQuotes, limit: limit)
    state.run()
    return Converted(
      text: String(decoding: state.output, as: UTF8.self), links: state.links,
      removedQuote: TextLines.isVisible(state.quoted) ? String(decoding: state.quoted, as: UTF8.self) : nil,
      isCut: state.isCut)
  }

  private mutating func run() {
    repeat {
      while index < html.count, !isCut { step() }
    } while resumeAfterOpenSkip()
    endLink()
  }

  /// A hidden element without an end must not swallow the mail: it is read after all, a few times at most.
  private mutating func resumeAfterOpenSkip() -> Bool {
    guard let open = skip, open.reason == .invisible, rewinds < 4, !isCut else { return false }
    rewinds += 1
    skip = nil
    index = open.resume
    return true
  }

  private mutating func step() {
    let byte = html[index]
    if byte == ASCII.less && !tagsAreBroken {
      markup()
    } else if byte == 0x26, let (scalar, next) = HTMLEntities.scalar(in: html, at: index) {
      index = next
      if scalar == "\u{A0}" { space() } else { emit(Array(String(scalar).utf8)) }
    } else if ASCII.isSpace(byte) {
      index += 1
      if preformatted > 0 && byte == ASCII.lf { lineBreak() } else { space() }
    } else {
      var end = index + 1
      while end < html.count, html[end] != ASCII.less, html[end] != 0x26, !ASCII.isSpace(html[end]) { end += 1 }
      emit(html[index..<end])
      index = end
    }
  }

  // MARK: Output

  private mutating func emit(_ bytes: some Collection<UInt8>) {
    if let skip {
      if skip.reason == .quote && quoted.count < 400 { quoted += bytes.prefix(400) }
      return
    }
    if needsSpace, let last = output.last, last != ASCII.lf { output.append(ASCII.space) }
    needsSpace = false
    let room = limit - output.count
    if bytes.count > room { isCut = true }
    output += bytes.prefix(max(0, room))
    if isCut { dropTornCharacter() }
  }

  private mutating func dropTornCharacter() {
    while let last = output.last, last & 0xC0 == 0x80 { output.removeLast() }
    if let last = output.last, last >= 0xC0 { output.removeLast() }
  }

  private mutating func space() {
    needsSpace = true
    if skip?.reason == .quote, quoted.last != ASCII.space { quoted.append(ASCII.space) }
  }

  /// A new line if the current one holds something.
  private mutating func newLine() {
    needsSpace = false
    guard skip == nil, let last = output.last, last != ASCII.lf else { return }
    output.append(ASCII.lf)
  }

  /// `<br>`: also an empty line, but never two of them.
  private mutating func lineBreak() {
    needsSpace = false
    guard skip == nil, !output.isEmpty, !output.suffix(2).elementsEqual([ASCII.lf, ASCII.lf]) else { return }
    output.append(ASCII.lf)
  }

  // MARK: Markup

  private mutating func markup() {
    if index + 1 < html.count, html[index + 1] == 0x21 || html[index + 1] == ASCII.question {
      declaration()
      return
    }
    guard let tag = HTMLTag(html, at: index) else {
      // Either `<` is text, or the last tag never ends; then no later one does, and looking again would be quadratic.
      let name = html[(index + 1)...].prefix(2).drop { $0 == ASCII.slash }
      tagsAreBroken = name.first.map(ASCII.isLetter) ?? false
      emit([ASCII.less])
      index += 1
      return
    }
    index = tag.end
    if skip != nil { insideSkip(tag) } else if tag.isEnd { endTag(tag) } else { startTag(tag) }
  }

  private mutating func declaration() {
    if html[index...].starts(with: Array("<!--".utf8)) {
      index = ASCII.find(Array("-->".utf8), in: html[...], from: index + 4).map { $0 + 3 } ?? html.count
      return
    }
    while index < html.count, html[index] != ASCII.greater { index += 1 }
    index += 1
  }

  private mutating func insideSkip(_ tag: HTMLTag) {
    guard var open = skip, tag.name == open.name, !tag.isVoid else { return }
    open.depth += tag.isEnd ? -1 : 1
    skip = open.depth > 0 ? open : nil
  }

  private mutating func startTag(_ tag: HTMLTag) {
    if Self.rawText.contains(tag.name) {
      skipRawText(tag.name)
    } else if tag.isInvisible {
      begin(.invisible, tag)
    } else if tag.name == "head" {
      skipHead()
    } else if cutsQuotes && tag.isQuote {
      newLine()
      begin(.quote, tag)
    } else if cutsQuotes && tag.startsQuotedRest {
      skip = Skip(name: "\n", reason: .quote, resume: index)
    } else {
      layout(tag)
    }
  }

  private mutating func layout(_ tag: HTMLTag) {
    switch tag.name {
    case "br": lineBreak()
    case "td", "th": space()
    case "a":
      endLink()
      link = (tag.href, output.count)
      keepLink(tag.href)
    case "li":
      newLine()
      emit([ASCII.hyphen])
      space()
    case "pre":
      newLine()
      preformatted += 1
    case let name where Self.blocks.contains(name): newLine()
    default: break
    }
  }

  private mutating func endTag(_ tag: HTMLTag) {
    switch tag.name {
    case "a": endLink()
    case "pre":
      preformatted = max(0, preformatted - 1)
      newLine()
    case "td", "th": space()
    case let name where Self.blocks.contains(name) || name == "li": newLine()
    default: break
    }
  }

  private mutating func begin(_ reason: SkipReason, _ tag: HTMLTag) {
    guard !tag.isVoid else { return }
    skip = Skip(name: tag.name, reason: reason, resume: index)
  }

  private mutating func skipRawText(_ name: String) {
    let mark = Array(("</" + name).utf8)
    while index < html.count {
      if html[index] == ASCII.less, index + mark.count <= html.count,
        zip(html[index...], mark).allSatisfy({ ASCII.lower($0) == $1 })
      {
        while index < html.count, html[index] != ASCII.greater { index += 1 }
        index += 1
        return
      }
      index += 1
    }
  }

  /// The head ends at its end tag or where the body begins. Only one is looked for, since the search may go to the end.
  private mutating func skipHead() {
    guard !hasSkippedHead else { return }
    hasSkippedHead = true
    let start = index
    while index < html.count {
      if html[index] == ASCII.less {
        let rest = html[(index + 1)...].prefix(5)
        if ASCII.equal(rest, "/head") || ASCII.equal(rest.prefix(4), "body") { return }
      }
      index += 1
    }
    index = start
  }

  // MARK: Links

  private mutating func keepLink(_ href: [UInt8]) {
    guard links.count < 5, ASCII.starts(href, "http://") || ASCII.starts(href, "https://") else { return }
    let address = String(decoding: href, as: UTF8.self)
    if !links.contains(address) { links.append(address) }
  }

  /// A link without words, as around a picture, is written out.
  private mutating func endLink() {
    guard let (href, start) = link else { return }
    link = nil
    guard start <= output.count, !TextLines.isVisible(output[start...]) else { return }
    if ["http://", "https://", "tel:"].contains(where: { ASCII.starts(href, $0) }) { emit(href) }
  }

  private static let rawText: Set<String> = ["script", "style", "title", "noscript", "template", "textarea"]

  private static let blocks: Set<String> = [
    "p", "div", "tr", "table", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "section",
    "article", "header", "footer", "address", "center", "form", "blockquote", "body", "html", "main", "aside",
    "figure", "fieldset", "caption", "thead", "tbody", "tfoot",
  ]
}
