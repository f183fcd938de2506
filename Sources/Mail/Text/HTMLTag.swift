/// One tag of HTML: its name and the few attributes that decide about text.
struct HTMLTag {
  /// In lower case.
  var name = ""
  var isEnd = false
  var href: [UInt8] = []
  var style = ""
  var classes = ""
  var id = ""
  var isHidden = false
  /// The place behind `>`.
  var end = 0

  /// Reads the tag whose `<` stands at `start`; `nil` where no tag begins there or it never ends.
  init?(_ html: [UInt8], at start: Int) {
    var index = start + 1
    if index < html.count, html[index] == ASCII.slash {
      isEnd = true
      index += 1
    }
    guard index < html.count, ASCII.isLetter(html[index]) else { return nil }
    let nameStart = index
    while index < html.count, Self.isNamePart(html[index]) { index += 1 }
    name = ASCII.lowercased(html[nameStart..<min(index, nameStart + 32)])
    while index < html.count, html[index] != ASCII.greater {
      if ASCII.isSpace(html[index]) || html[index] == ASCII.slash {
        index += 1
      } else {
        attribute(html, &index)
      }
    }
    guard index < html.count else { return nil }
    end = index + 1
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    !ASCII.isSpace(byte) && byte != ASCII.greater && byte != ASCII.slash
  }

  private mutating func attribute(_ html: [UInt8], _ index: inout Int) {
    let nameStart = index
    // A leading `=` is part of the name (HTML §13.2.5.32), so that every call moves on.
    index += 1
    while index < html.count, Self.isNamePart(html[index]), html[index] != ASCII.equals { index += 1 }
    let name = html[nameStart..<index]
    while index < html.count, ASCII.isSpace(html[index]) { index += 1 }
    guard index < html.count, html[index] == ASCII.equals else {
      if ASCII.equal(name, "hidden") { isHidden = true }
      return
    }
    index += 1
    keep(name, Self.value(html, &index))
  }

  private static func value(_ html: [UInt8], _ index: inout Int) -> ArraySlice<UInt8> {
    while index < html.count, ASCII.isSpace(html[index]) { index += 1 }
    guard index < html.count else { return [] }
    let mark = html[index]
    if mark == ASCII.quote || mark == 0x27 {
      let start = index + 1
      index = start
      while index < html.count, html[index] != mark { index += 1 }
      let value = html[min(start, html.count)..<index]
      if index < html.count { index += 1 }
      return value
    }
    let start = index
    while index < html.count, html[index] != ASCII.greater, !ASCII.isSpace(html[index]) { index += 1 }
    return html[start..<index]
  }

  private mutating func keep(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) {
    let value = value.prefix(2048)
    if ASCII.equal(name, "href") {
      href = Array(ASCII.trimmed(value))
    } else if ASCII.equal(name, "style") {
      style = ASCII.lowercased(value.filter { !ASCII.isSpace($0) })
    } else if ASCII.equal(name, "class") {
      classes = String(decoding: value, as: UTF8.self)
    } else if ASCII.equal(name, "id") {
      id = String(decoding: value, as: UTF8.self)
    } else if ASCII.equal(name, "hidden") {
      isHidden = true
    }
  }

  /// Elements that never have an end tag (HTML §13.1.2).
  var isVoid: Bool { Self.void.contains(name) }

  /// Whether a browser would not show it.
  var isInvisible: Bool {
    if isHidden { return true }
    guard !style.isEmpty else { return false }
    return ["display:none", "visibility:hidden", "mso-hide:all"].contains {
      ASCII.find(Array($0.utf8), in: Array(style.utf8)[...]) != nil
    }
  }

  /// Whether what it holds is a quoted message.
  var isQuote: Bool {
    name == "blockquote" || ASCII.find(Array("gmail_quote".utf8), in: Array(classes.utf8)[...]) != nil
  }

  /// Whether everything behind it is a quoted message: marks of Outlook.
  var startsQuotedRest: Bool {
    ["appendonsend", "divRplyFwdMsg", "OLK_SRC_BODY_SECTION", "x_appendonsend"].contains(id)
  }

  private static let void: Set<String> = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
  ]
}
