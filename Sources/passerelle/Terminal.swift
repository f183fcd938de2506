import Glibc

/// Standard output for results, standard error for everything else, and standard input.
enum Terminal {
  static func print(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }
  static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  /// Whether somebody is watching standard error: progress bars and colours only then.
  static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }
  static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  static var inputIsTerminal: Bool { isatty(STDIN_FILENO) == 1 }

  /// The styles that are used, as codes of ECMA-48 section 8.3.117.
  enum Style: String {
    case bold = "1"
    case red = "31"
    case green = "32"
    case yellow = "33"
  }

  /// Text for standard output, or for standard error, with a style where somebody sees it and did not ask for none
  /// (`NO_COLOR`, `TERM=dumb`).
  static func styled(_ text: String, _ style: Style, forErrors: Bool = false) -> String {
    guard forErrors ? isWatched : outputIsTerminal, variable("NO_COLOR").isEmpty, variable("TERM") != "dumb" else {
      return text
    }
    return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
  }

  private static func variable(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }

  /// Rewrites the last line of standard error.
  static func progress(_ text: String) {
    guard isWatched else { return }
    write("\r\u{1B}[K" + text, to: STDERR_FILENO)
  }

  /// Everything on standard input, up to a limit in bytes.
  static func readAll(limit: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while bytes.count < limit {
      let count = read(STDIN_FILENO, &chunk, chunk.count)
      guard count > 0 else { break }
      bytes += chunk[..<count]
    }
    return bytes
  }

  /// One line typed without being shown; nil at the end of input.
  static func readHidden(prompt: String) -> String? {
    write(prompt, to: STDERR_FILENO)
    var settings = termios()
    tcgetattr(STDIN_FILENO, &settings)
    let before = settings
    settings.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    defer {
      var restored = before
      tcsetattr(STDIN_FILENO, TCSANOW, &restored)
      write("\n", to: STDERR_FILENO)
    }
    return readLine(strippingNewline: true)
  }

  private static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent)
      }
      guard count > 0 else { return }
      sent += count
    }
  }
}

extension String {
  /// The text as it may stand in a line of a terminal: line ends as ⏎, other controls as �, so that no message from
  /// outside moves the cursor or changes colours (ECMA-48), or turns the direction of what stands beside it.
  var onOneLine: String {
    guard unicodeScalars.contains(where: Self.isObeyed) else { return self }
    var scalars = String.UnicodeScalarView()
    var wasReturn = false
    for scalar in unicodeScalars {
      if scalar == "\n", wasReturn {
        wasReturn = false
        continue
      }
      wasReturn = scalar == "\r"
      scalars.append(!Self.isObeyed(scalar) ? scalar : scalar == "\n" || scalar == "\r" ? "⏎" : "\u{FFFD}")
    }
    return String(scalars)
  }

  private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
