/// One message as it was asked for.
struct SendRequest: Sendable, Equatable {
  /// Digits, without a plus sign.
  var to: String
  var from: String?
  var text: String

  /// Takes the usual punctuation off a number; nil when something else than 3 to 20 digits is left.
  static func number(_ text: String) -> String? {
    var digits = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39: digits.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "+"), UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"),
        UInt8(ascii: "."):
        continue
      default: return nil
      }
    }
    return (3...20).contains(digits.utf8.count) ? digits : nil
  }
}

/// What holds for all messages of one call.
struct SendOptions: Sendable, Equatable {
  var serviceType = ""
  var priority: UInt8 = 0
  /// As they stand in the PDU: empty, or 16 characters.
  var schedule = ""
  var validity = ""
  var usesGSMAlphabet = true
  /// Waits for the receipts so long after the last answer; nil asks for none.
  var patience: Duration?
  /// Whether a receipt that did not come in time is a failure.
  var demandsReceipts = false
}
