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
  package var defaultPriority: UInt8 = 0
  /// Put in place of a national prefix `0` or `8`; nil leaves numbers as they are.
  package var countryPrefix: String?
  /// Canned texts by `sm_default_msg_id`.
  package var texts: [UInt8: String] = [:]

  package init() {}
}
