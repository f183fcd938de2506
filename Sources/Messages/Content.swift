/// What a message carries beside or in place of plain text.
package indirect enum Content: Hashable, Sendable {
  /// Text alone.
  case text
  /// A picture by its public address (Viber, MMS).
  case picture(url: String)
  /// A picture that came with the message; the bytes are stored with it.
  case attachedPicture(name: String, type: String, bytes: [UInt8])
  /// A button under a Viber text: its caption, where it leads (150 characters at most at sms.by), and a picture.
  case button(caption: String, link: String, pictureURL: String?)
  /// Bytes that are no text, with the user data header in front of them when there is one.
  case binary([UInt8])
}

/// How the text will travel over the air, as far as we can know; decides the number of parts.
package enum Encoding: UInt8, Hashable, Sendable {
  case gsm = 0
  case ucs2 = 1
  case binary = 2
}
