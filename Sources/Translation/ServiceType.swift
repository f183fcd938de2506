import Messages

/// The table of service types (SMPP 3.4 §5.2.11) and the channels that they ask for.
package enum ServiceType {
  /// Nil for a word that names no channel.
  package static func channel(of word: String) -> Channel? {
    if word.isEmpty { return .sms }
    let upper = word.uppercased()
    return rows.first { $0.word == upper }?.channel
  }

  package static let rows: [(word: String, channel: Channel)] = [
    ("CMT", .sms), ("SMS", .sms), ("VIBER", .viber), ("VIBR", .viber), ("VSMS", .viberThenSMS),
    ("SMSV", .smsThenViber), ("TG", .telegram), ("WA", .whatsapp), ("CALL", .voice), ("MMS", .mms), ("MAIL", .mail),
    ("HLR", .hlr), ("PING", .ping), ("FLASH", .flash),
  ]
}
