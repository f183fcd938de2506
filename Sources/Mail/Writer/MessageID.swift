/// Message identifiers (RFC 5322 §3.6.4), which come from the mails of others and go into headers of ours.
package enum MessageID {
  /// Octets of an id that are accepted, brackets included.
  package static let limit = 250

  /// The id in angle brackets; `nil` where it holds blanks, controls or anything beyond ASCII, or is too long.
  package static func bracketed(_ id: String) -> String? {
    var bytes = ASCII.trimmed(Array(id.utf8)[...])
    if bytes.first == ASCII.less { bytes.removeFirst() }
    if bytes.last == ASCII.greater { bytes.removeLast() }
    guard !bytes.isEmpty, bytes.count + 2 <= limit,
      bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != ASCII.less && $0 != ASCII.greater })
    else { return nil }
    return "<" + String(decoding: bytes, as: UTF8.self) + ">"
  }

  /// The ids of an `In-Reply-To` or `References` value, at most the last `limit`.
  package static func list(_ value: [UInt8], last limit: Int = 20) -> [String] {
    // What stands behind the last bracket is no id.
    guard let end = value.lastIndex(of: ASCII.greater) else { return [] }
    let ids = value[..<end].split(separator: ASCII.greater).compactMap { piece -> String? in
      guard let open = piece.lastIndex(of: ASCII.less) else { return nil }
      return bracketed(String(decoding: piece[(open + 1)...], as: UTF8.self))
    }
    return Array(ids.suffix(limit))
  }
}

extension MailMessage {
  /// The `Message-ID` in angle brackets, when there is a usable one.
  package var messageID: String? {
    headers["message-id"].flatMap {
      MessageID.list($0).first ?? MessageID.bracketed(String(decoding: $0, as: UTF8.self))
    }
  }
}
