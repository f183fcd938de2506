import SMPP

/// A receipt as it came in a `deliver_sm` (SMPP 3.4 §5.2.12, appendix B; TLVs of §5.3.2.12 and §5.3.2.35 come first).
struct ReceivedReceipt {
  /// The ids that it may be about, as a response may have written them.
  let names: [String]
  let state: MessageState
  let error: String

  /// Nil when it is no receipt.
  init?(_ delivery: DeliverSM) {
    guard delivery.esmClass.isDeliveryReceipt || delivery.esmClass.isIntermediateNotification else { return nil }
    let text = ReceiptText(parsing: delivery.text)
    let tlvState = delivery.tlvs.integer(.messageState).flatMap { UInt8(exactly: $0) }.map(MessageState.init(rawValue:))
    guard let state = tlvState ?? text?.state else { return nil }
    let written = [delivery.tlvs.text(.receiptedMessageID), text?.id].compactMap(\.self)
    // Some accounts get the id in hexadecimal in the response and in decimal here.
    let hexadecimal = written.compactMap { UInt64($0).map { String($0, radix: 16) } }
    names = written + hexadecimal + hexadecimal.map { $0.uppercased() }
    guard !names.isEmpty else { return nil }
    self.state = state
    error = text?.error ?? "000"
  }
}
