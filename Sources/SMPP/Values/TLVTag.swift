/// The tag of an optional parameter (SMPP 3.4 §5.3.2, 5.0 §4.8.4). Unknown and vendor tags are kept as numbers.
package struct TLVTag: RawRepresentable, Hashable, Sendable {
  /// The number on the wire.
  package let rawValue: UInt16

  /// Takes any number.
  @inline(__always)
  package init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  private init(_ rawValue: UInt16) {
    self.rawValue = rawValue
  }

  package static let destAddrSubunit = TLVTag(0x0005)
  package static let qosTimeToLive = TLVTag(0x0017)
  package static let payloadType = TLVTag(0x0019)
  package static let additionalStatusInfoText = TLVTag(0x001D)
  package static let receiptedMessageID = TLVTag(0x001E)
  package static let privacyIndicator = TLVTag(0x0201)
  package static let userMessageReference = TLVTag(0x0204)
  package static let userResponseCode = TLVTag(0x0205)
  package static let sourcePort = TLVTag(0x020A)
  package static let destinationPort = TLVTag(0x020B)
  package static let sarMsgRefNum = TLVTag(0x020C)
  package static let languageIndicator = TLVTag(0x020D)
  package static let sarTotalSegments = TLVTag(0x020E)
  package static let sarSegmentSeqnum = TLVTag(0x020F)
  package static let scInterfaceVersion = TLVTag(0x0210)
  package static let dpfResult = TLVTag(0x0420)
  package static let setDPF = TLVTag(0x0421)
  package static let msAvailabilityStatus = TLVTag(0x0422)
  package static let networkErrorCode = TLVTag(0x0423)
  package static let messagePayload = TLVTag(0x0424)
  package static let deliveryFailureReason = TLVTag(0x0425)
  package static let moreMessagesToSend = TLVTag(0x0426)
  package static let messageState = TLVTag(0x0427)
  package static let congestionState = TLVTag(0x0428)
  package static let ussdServiceOp = TLVTag(0x0501)
  package static let broadcastContentType = TLVTag(0x0601)
  package static let broadcastRepNum = TLVTag(0x0604)
  package static let broadcastFrequencyInterval = TLVTag(0x0605)
  package static let broadcastAreaIdentifier = TLVTag(0x0606)
  package static let broadcastAreaSuccess = TLVTag(0x0608)

  /// 0x1400-0x3FFF is left to vendors (SMPP 3.4 §5.3.2.1).
  package var isVendorSpecific: Bool { (0x1400...0x3FFF).contains(rawValue) }

  /// What the specification says about the tag, if it knows it.
  package var definition: TLVDefinition? { TLVDefinition.byTag[self] }

  /// The specification's name, or the number in hexadecimal.
  package var name: String { definition?.name ?? hexadecimal(rawValue, digits: 4) }
}
