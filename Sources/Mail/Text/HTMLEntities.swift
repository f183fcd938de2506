/// Character references of HTML that mail programs write.
enum HTMLEntities {
  private static let named: [String: Unicode.Scalar] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "shy": "\u{AD}",
    "copy": "©", "reg": "®", "trade": "™", "hellip": "…", "mdash": "—", "ndash": "–", "minus": "−",
    "laquo": "«", "raquo": "»", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "sbquo": "‚",
    "bdquo": "„", "lsaquo": "‹", "rsaquo": "›", "bull": "•", "middot": "·", "deg": "°", "plusmn": "±",
    "times": "×", "divide": "÷", "frac12": "½", "frac14": "¼", "sup2": "²", "sup3": "³", "micro": "µ",
    "para": "¶", "sect": "§", "euro": "€", "pound": "£", "yen": "¥", "cent": "¢", "curren": "¤",
    "iexcl": "¡", "iquest": "¿", "ensp": "\u{2002}", "emsp": "\u{2003}", "thinsp": "\u{2009}",
    "zwnj": "\u{200C}", "zwj": "\u{200D}", "numero": "№", "larr": "←", "rarr": "→", "uarr": "↑", "darr": "↓",
    "agrave": "à", "aacute": "á", "acirc": "â", "atilde": "ã", "auml": "ä", "aring": "å", "aelig": "æ",
    "ccedil": "ç", "egrave": "è", "eacute": "é", "ecirc": "ê", "euml": "ë", "igrave": "ì", "iacute": "í",
    "icirc": "î", "iuml": "ï", "ntilde": "ñ", "ograve": "ò", "oacute": "ó", "ocirc": "ô", "otilde": "õ",
    "ouml": "ö", "oslash": "ø", "ugrave": "ù", "uacute": "ú", "ucirc": "û", "uuml": "ü", "yacute": "ý",
    "yuml": "ÿ", "szlig": "ß", "Agrave": "À", "Aacute": "Á", "Acirc": "Â", "Atilde": "Ã", "Auml": "Ä",
    "Aring": "Å", "AElig": "Æ", "Ccedil": "Ç", "Egrave": "È", "Eacute": "É", "Ecirc": "Ê", "Ouml": "Ö",
    "Oslash": "Ø", "Uuml": "Ü", "Ntilde": "Ñ",
  ]

  /// Numbers 0x80 to 0x9F mean windows-1252 (HTML §13.2.5.80).
  private static let windows1252: [UInt32: Unicode.Scalar] = [
    0x80: "€", 0x82: "‚", 0x84: "„", 0x85: "…", 0x8B: "‹", 0x91: "‘", 0x92: "’", 0x93: "“", 0x94: "”", 0x95: "•",
    0x96: "–", 0x97: "—", 0x99: "™", 0x9B: "›",
  ]

  /// The character that the `&` here stands for, and the place behind the reference.
  static func scalar(in html: [UInt8], at start: Int) -> (Unicode.Scalar, next: Int)? {
    let limit = min(html.count, start + 12)
    var end = start + 1
    if end < limit, html[end] == 0x23 { return numeric(html, end + 1, limit) }
    while end < limit, ASCII.isAlphanumeric(html[end]) { end += 1 }
    guard end < limit, html[end] == ASCII.semicolon,
      let scalar = named[String(decoding: html[(start + 1)..<end], as: UTF8.self)]
    else { return nil }
    return (scalar, end + 1)
  }

  private static func numeric(_ html: [UInt8], _ start: Int, _ limit: Int) -> (Unicode.Scalar, next: Int)? {
    var index = start
    var isHex = false
    if index < limit, html[index] | 0x20 == 0x78 {
      isHex = true
      index += 1
    }
    var value: UInt32 = 0
    let digits = index
    while index < limit, index - digits < 7, let digit = isHex ? ASCII.hex(html[index]) : decimal(html[index]) {
      value = value &* (isHex ? 16 : 10) &+ UInt32(digit)
      index += 1
    }
    guard index > digits else { return nil }
    if index < limit, html[index] == ASCII.semicolon { index += 1 }
    let scalar = windows1252[value] ?? Unicode.Scalar(value) ?? "\u{FFFD}"
    return (scalar.value == 0 ? "\u{FFFD}" : scalar, index)
  }

  private static func decimal(_ byte: UInt8) -> UInt8? { ASCII.isDigit(byte) ? byte &- 0x30 : nil }
}
