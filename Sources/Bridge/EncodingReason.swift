import Messages
import SMSText

/// Why a text goes as UCS-2, which takes more parts: the first character that the GSM alphabet does not have.
enum EncodingReason {
  static func sentence(_ message: Message) -> String? {
    guard message.encoding == .ucs2, case .text = message.content else { return nil }
    let foreign = message.text.unicodeScalars.first { MessageSize(String($0)).encoding == .ucs2 }
    guard let foreign else { return "It goes as UCS-2, as the client sent it." }
    let code = String(foreign.value, radix: 16, uppercase: true)
    let shown = foreign.properties.generalCategory == .control ? "" : " “\(String(foreign))”"
    return "It goes as UCS-2, with 70 characters in one part or 67 in each of several: the GSM alphabet has no"
      + "\(shown) (U+\(String(repeating: "0", count: max(0, 4 - code.utf8.count)))\(code))."
  }
}
