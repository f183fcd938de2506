/// A part that is not the text of the mail. Its content stays encoded.
package struct MailAttachment: Equatable, Sendable {
  /// File name as given by the sender, decoded; never a path to use.
  package let name: String?
  /// `type/subtype` in lower case.
  package let type: String
  /// Decoded size in octets, estimated from the encoded one.
  package let size: Int
  /// Its place in ``MailMessage/parts``.
  package let part: Int
}

/// A decoded attachment.
package struct MailFile: Equatable, Sendable {
  /// File name as given by the sender.
  package let name: String?
  /// `type/subtype` in lower case.
  package let type: String
  /// The content.
  package let bytes: [UInt8]
}

extension MailMessage {
  /// Picture types that can travel as a Viber picture.
  package static let pictureTypes: Set<String> = ["image/jpeg", "image/jpg", "image/png", "image/gif"]

  /// Every leaf that is no inline text, in order.
  package var attachments: [MailAttachment] {
    let inside = placesInsideAttachedMessages
    return parts.enumerated().compactMap { index, part in
      let type = part.contentType
      if type.isMultipart || inside[index] { return nil }
      if type.type == "text" && !part.isAttachment && ["plain", "html"].contains(type.subtype) { return nil }
      return MailAttachment(name: part.fileName, type: type.name, size: estimatedSize(part), part: index)
    }
  }

  /// The first picture of at most `limit` octets, decoded.
  package func picture(limit: Int) -> MailFile? {
    file(limit: limit) { Self.pictureTypes.contains($0.type) }
  }

  /// The first text/csv attachment of at most `limit` octets, decoded.
  package func csv(limit: Int) -> MailFile? {
    file(limit: limit) { $0.type == "text/csv" || ($0.name.map(Self.isCSVName) ?? false) }
  }

  private func file(limit: Int, where fits: (MailAttachment) -> Bool) -> MailFile? {
    for attachment in attachments where fits(attachment) && attachment.size <= limit &+ 3 {
      let part = parts[attachment.part]
      guard part.encoding != .other else { continue }
      let decoded = body(of: part, limit: limit)
      if decoded.isCut || decoded.bytes.isEmpty { continue }
      return MailFile(name: attachment.name, type: attachment.type, bytes: decoded.bytes)
    }
    return nil
  }

  private static func isCSVName(_ name: String) -> Bool {
    ASCII.lowercased(name.utf8.suffix(4)) == ".csv"
  }

  private func estimatedSize(_ part: MailPart) -> Int {
    guard part.encoding == .base64 else { return part.body.count }
    let ends = bytes[part.body].suffix(8).reduce(0) { $1 == ASCII.equals ? $0 + 1 : $0 }
    // 76 characters and a line end carry 57 octets.
    let lines = part.body.count / 78
    return max(0, (part.body.count - lines * 2) / 4 * 3 - min(ends, 2))
  }

  /// What stands inside an attached message belongs to that message. Children always come after their parent.
  private var placesInsideAttachedMessages: [Bool] {
    var inside = [Bool](repeating: false, count: parts.count)
    for (index, part) in parts.enumerated() {
      for child in part.children { inside[child] = inside[index] || part.contentType.type == "message" }
    }
    return inside
  }
}
