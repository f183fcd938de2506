import SMPP
import SMSText

/// A message cut into the PDUs that carry it.
struct PreparedMessage {
  let request: SendRequest
  let parts: [SubmitSM]
  let size: MessageSize

  /// - Parameter reference: what the parts of a long text have in common.
  init(_ request: SendRequest, _ options: SendOptions, reference: UInt8) throws(SegmentationError) {
    self.request = request
    let cut = try Self.cut(request.text, options, reference)
    size = cut.size
    parts = cut.parts.map { part in
      var pdu = SubmitSM(
        source: request.from.map(Self.source) ?? .empty, destination: .international(request.to),
        shortMessage: part.octets)
      pdu.serviceType = options.serviceType
      pdu.priorityFlag = options.priority
      pdu.scheduleDeliveryTime = options.schedule
      pdu.validityPeriod = options.validity
      pdu.registeredDelivery = options.patience == nil ? .none : .successAndFailure
      pdu.dataCoding = cut.dataCoding.octet
      pdu.esmClass.hasUserDataHeader = part.header != nil
      return pdu
    }
  }

  private static func cut(
    _ text: String, _ options: SendOptions, _ reference: UInt8
  ) throws(SegmentationError) -> Segmentation {
    let cut = try Segmentation(text, reference: .eightBit(reference))
    if options.usesGSMAlphabet || cut.size.encoding == .ucs2 { return cut }
    // The account reads coding 0 in another alphabet: only what both write alike may go as septets.
    if cut.parts.flatMap(\.body).elementsEqual(text.utf8) { return cut }
    return try Segmentation(text, reference: .eightBit(reference), encoding: .ucs2)
  }

  /// Digits are an international number, up to six of them a short code, anything else a name.
  private static func source(_ from: String) -> SMEAddress {
    guard let digits = SendRequest.number(from) else { return .alphanumeric(from) }
    return digits.utf8.count > 6 ? .international(digits) : SMEAddress(digits)
  }

  /// `1 part, GSM 7-bit, 5 of 160`.
  var sizeWords: String {
    let parts = size.parts == 1 ? "1 part" : "\(size.parts) parts"
    return "\(parts), \(encodingWord), \(size.units) of \(size.unitsPerPart * size.parts)"
  }

  var encodingWord: String {
    switch size.encoding {
    case .gsm: "GSM 7-bit"
    case .ucs2: "UCS-2"
    case .octets: "octets"
    }
  }
}
