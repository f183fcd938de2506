import Messages
import SMSText

/// How one account speaks SMPP: the settings that translation needs.
package struct SMPPProfile: Sendable, Hashable {
  package enum ReceiptTLVs: Sendable, Hashable { case none, standard, vendor }

  package var coding = CodingProfile()
  /// Minutes to add to UTC for dates in receipts.
  package var timeZoneMinutes = 0
  package var receiptSeconds = false
  package var receiptTLVs = ReceiptTLVs.vendor
  /// Text and payload together: the payload counts, rather than a refusal.
  package var prefersPayload = false
  /// A priority above 3 counts as 3, rather than a refusal.
  package var clampsPriority = false
  package var refusesReservedCoding = false
  /// Farthest schedule.
  package var maxSchedule = Duration.seconds(30 * 86_400)
  /// A text of more parts than the account may send is cut, rather than a refusal.
  package var truncates = false
  /// How numbers without the country's prefix are read; nil leaves them as they are.
  package var nationalForm: NationalForm?
  /// Canned texts by `sm_default_msg_id`.
  package var texts: [UInt8: CannedText] = [:]

  package init() {}
}
