/// The words by which quoted messages and added lines are known, in English, Russian and Belarusian.
enum CutPhrases {
  /// Ends of the line in front of a quoted message.
  static let attributionEnds = bytes([
    " wrote:", " writes:", " пишет:", " писал:", " писала:", " писал(а):", " писали:", " написал:", " написала:",
    " написал(а):", " піша:", " пісаў:", " пісала:", " напісаў:", " напісала:", " напісаў(-ла):", " пише:",
    " a écrit :", " schrieb:", " ha scritto:", " escribió:", " napisał:", " napisał(a):",
  ])

  /// What stands between dashes above a quoted message.
  static let originalMessage = bytes([
    "Original Message", "Original message", "original message", "Original Appointment", "Исходное сообщение",
    "Исходное письмо", "Зыходнае паведамленне", "Арыгінальнае паведамленне", "Ursprüngliche Nachricht",
    "Message d'origine", "Wiadomość oryginalna",
  ])

  /// First lines of the header block that Outlook puts above a quoted message.
  static let blockStart = bytes(["From:", "От:", "Ад:", "Від:", "Von:", "De :"])
  /// One of these stands within the lines that follow.
  static let blockDate = bytes(["Sent:", "Date:", "Отправлено:", "Дата:", "Адпраўлена:", "Надіслано:", "Gesendet:"])
  /// And one of these.
  static let blockTarget = bytes(["To:", "Subject:", "Кому:", "Тема:", "Каму:", "Тэма:", "An:", "Betreff:"])

  /// First words of the line that a mobile mail program adds.
  static let mobileTails = bytes([
    "Sent from my ", "Sent from Mail for ", "Sent from Outlook", "Sent from Yahoo Mail", "Sent from Samsung",
    "Sent from a ", "Sent via ", "Sent with ", "Get Outlook for ", "Отправлено из ", "Отправлено с ",
    "Отправлено при помощи ", "Послано из ", "Адпраўлена з ", "Даслана з ", "Надіслано з ",
  ])

  private static func bytes(_ phrases: [String]) -> [[UInt8]] { phrases.map { Array($0.utf8) } }
}
