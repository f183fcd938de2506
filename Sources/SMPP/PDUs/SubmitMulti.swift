/// One destination of `submit_multi` (SMPP 3.4 §4.5.1.1).
package enum MultiDestination: Hashable, Sendable {
  /// dest_flag 1
  case sme(SMEAddress)
  /// dest_flag 2: the name of a list that the server keeps.
  case distributionList(String)

  init(_ reader: inout FieldReader) throws(DecodeError) {
    switch try reader.uint8(.destFlag) {
    case 1: self = .sme(try reader.destination())
    case 2: self = .distributionList(try reader.cString(.dlName))
    default: throw reader.invalid(.destFlag)
    }
  }

  func write(_ writer: inout PDUWriter) {
    switch self {
    case .sme(let address):
      writer.uint8(1)
      writer.address(address, .destinationAddr)
    case .distributionList(let name):
      writer.uint8(2)
      writer.cString(name, .dlName)
    }
  }
}

/// One message to several destinations (SMPP 3.4 §4.5.1).
package struct SubmitMulti: Hashable, Sendable {
  package var serviceType = ""
  package var source = SMEAddress.empty
  /// 1 to 254 in 3.4, up to 255 in 5.0; more are not written.
  package var destinations: [MultiDestination] = []
  package var esmClass = EsmClass.default
  package var protocolID: UInt8 = 0
  package var priorityFlag: UInt8 = 0
  package var scheduleDeliveryTime = ""
  package var validityPeriod = ""
  package var registeredDelivery = RegisteredDelivery.none
  package var replaceIfPresentFlag: UInt8 = 0
  package var dataCoding: UInt8 = 0
  package var smDefaultMsgID: UInt8 = 0
  package var shortMessage: [UInt8] = []
  package var tlvs = TLVList()

  package init(source: SMEAddress = .empty, destinations: [MultiDestination], shortMessage: [UInt8] = []) {
    self.source = source
    self.destinations = destinations
    self.shortMessage = shortMessage
  }

  /// The text that is meant: `short_message`, or `message_payload` when that is empty.
  package var text: [UInt8] {
    shortMessage.isEmpty ? tlvs.value(.messagePayload) ?? [] : shortMessage
  }

  /// The same message to one of its destinations, as `submit_sm` would carry it.
  package func submit(to destination: SMEAddress) -> SubmitSM {
    var submit = SubmitSM(source: source, destination: destination, shortMessage: shortMessage)
    submit.serviceType = serviceType
    submit.esmClass = esmClass
    submit.protocolID = protocolID
    submit.priorityFlag = priorityFlag
    submit.scheduleDeliveryTime = scheduleDeliveryTime
    submit.validityPeriod = validityPeriod
    submit.registeredDelivery = registeredDelivery
    submit.replaceIfPresentFlag = replaceIfPresentFlag
    submit.dataCoding = dataCoding
    submit.smDefaultMsgID = smDefaultMsgID
    submit.tlvs = tlvs
    return submit
  }

  init(_ reader: inout FieldReader) throws(DecodeError) {
    serviceType = try reader.cString(.serviceType)
    source = try reader.source()
    for _ in 0..<(try reader.uint8(.numberOfDests)) {
      destinations.append(try MultiDestination(&reader))
    }
    esmClass = EsmClass(rawValue: try reader.uint8(.esmClass))
    protocolID = try reader.uint8(.protocolID)
    priorityFlag = try reader.uint8(.priorityFlag)
    scheduleDeliveryTime = try reader.cString(.scheduleDeliveryTime)
    validityPeriod = try reader.cString(.validityPeriod)
    registeredDelivery = RegisteredDelivery(rawValue: try reader.uint8(.registeredDelivery))
    replaceIfPresentFlag = try reader.uint8(.replaceIfPresentFlag)
    dataCoding = try reader.uint8(.dataCoding)
    smDefaultMsgID = try reader.uint8(.smDefaultMsgID)
    shortMessage = try reader.shortMessage()
    tlvs = try reader.tlvs()
  }

  func write(_ writer: inout PDUWriter) {
    writer.cString(serviceType, .serviceType)
    writer.address(source, .sourceAddr)
    writer.uint8(UInt8(clamping: destinations.count))
    for destination in destinations.prefix(255) { destination.write(&writer) }
    writer.uint8(esmClass.rawValue)
    writer.uint8(protocolID)
    writer.uint8(priorityFlag)
    writer.cString(scheduleDeliveryTime, .scheduleDeliveryTime)
    writer.cString(validityPeriod, .validityPeriod)
    writer.uint8(registeredDelivery.rawValue)
    writer.uint8(replaceIfPresentFlag)
    writer.uint8(dataCoding)
    writer.uint8(smDefaultMsgID)
    writer.shortMessage(shortMessage)
    writer.tlvs(tlvs)
  }
}
