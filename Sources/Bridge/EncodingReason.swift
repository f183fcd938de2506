import Messages
import SMSText

/// Why a text goes as UCS-2, which takes more parts: the first character that the GSM alphabet does not have.
package enum EncodingReason {
  static func sentence(_ message: Message) -> Sentence? {
    guard message.encoding == .ucs2, case .text = message.content else { return nil }
    let foreign = message.text.unicodeScalars.first { MessageSize(String($0)).encoding == .ucs2 }
    guard let foreign else { return Sentence(asSent) }
    let code = String(foreign.value, radix: 16, uppercase: true)
    let padded = "U+" + String(repeating: "0", count: max(0, 4 - code.utf8.count)) + code
    return foreign.properties.generalCategory == .control
      ? Sentence(unseen, [padded]) : Sentence(seen, [String(foreign), padded])
  }

  private static let asSent = "It goes as UCS-2, as the client sent it."
  private static let seen =
    "It goes as UCS-2, with 70 characters in one part or 67 in each of several: the GSM alphabet has no “{0}” ({1})."
  private static let unseen =
    "It goes as UCS-2, with 70 characters in one part or 67 in each of several: the GSM alphabet has no {0}."

  /// All that it may say.
  package static let forms = [asSent, seen, unseen]
}
