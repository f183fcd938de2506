/// Plain parts that only say that the reader should have another program.
enum StubText {
  private static let phrases = [
    "multi-part message in mime format", "multipart message in mime format", "enable html", "view this email in html",
    "does not support html", "doesn't support html", "not support html", "html-compatible", "html compatible",
    "html version of this", "view it in html", "requires html", "поддерживает html", "формате html",
    "падтрымлівае html",
  ].map { Array($0.utf8) }

  /// One of these stands in each phrase.
  private static let signs = ["html", "mime"].map { Array($0.utf8) }

  /// Short enough and with one of the phrases. Only ASCII letters are folded, so Cyrillic phrases stand in small letters.
  static func matches(_ text: String) -> Bool {
    guard text.utf8.count < 400 else { return false }
    let folded = text.utf8.map(ASCII.lower)
    guard signs.contains(where: { ASCII.find($0, in: folded[...]) != nil }) else { return false }
    return phrases.contains { ASCII.find($0, in: folded[...]) != nil }
  }
}
