import Messages

/// What kind of Viber message it is: text, picture or button, and what a whole mailing of them shares.
struct SMSByViberShape: Hashable, Sendable {
  enum Kind: String, Sendable {
    case text
    case image
    case button
  }

  var kind: Kind
  var imageURL: String?
  var caption: String?
  /// A picture has no place for personal texts: only equal ones share a mailing.
  var text: String?

  init(_ message: Message) {
    switch message.content {
    case .picture(let url):
      (kind, imageURL, text) = (.image, url, message.text)
    case .attachedPicture:
      (kind, text) = (.image, message.text)
    case .button(let caption, _, let picture):
      (kind, imageURL, self.caption) = (.button, picture, caption)
    case .text, .binary:
      kind = .text
    }
  }

  static func link(of message: Message) -> String? {
    if case .button(_, let link, _) = message.content { link } else { nil }
  }
}
