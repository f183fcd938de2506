/// How generated mail leaves, as `mail.relay` names it.
package enum MailRelay: Sendable, Equatable, CustomStringConvertible {
  /// Through a mail server; `implicitTLS` for `smtps://` (RFC 8314 §3.3).
  case smtp(host: String, port: Int, implicitTLS: Bool)
  /// As files in a folder, relative to `bridge.data` unless it begins with `/`.
  case folder(path: String)

  /// Nil when it is none of `smtp://host[:port]`, `smtps://host[:port]`, `folder:PATH`. A user and password in the URL are
  /// refused: they have keys of their own, which can be kept out of the file.
  package init?(_ text: String) {
    if text.hasPrefix("folder:") {
      guard text.utf8.count > 7 else { return nil }
      self = .folder(path: String(text.dropFirst(7)))
      return
    }
    guard !text.utf8.contains(UInt8(ascii: "@")), let url = URLText.parts(text), ["smtp", "smtps"].contains(url.scheme)
    else {
      return nil
    }
    let implicit = url.scheme == "smtps"
    self = .smtp(host: url.host, port: url.port ?? (implicit ? 465 : 25), implicitTLS: implicit)
  }

  package var description: String {
    switch self {
    case .smtp(let host, let port, let implicit):
      "\(implicit ? "smtps" : "smtp")://\(ListenAddress(host: host, port: port))"
    case .folder(let path): "folder:\(path)"
    }
  }
}
