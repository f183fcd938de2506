/// Asks for all fields of a message (SMPP 3.3 alone).
package struct QueryMsgDetails: Hashable, Sendable {
  package var messageID = ""
  package var source = SMEAddress.empty
  /// How many octets of the text are wanted.
  package var smLength: UInt8 = 0

  package init(messageID: String, source: SMEAddress, smLength: UInt8) {
    self.messageID = messageID
    self.source = source
    self.smLength = smLength
  }

  init(_ reader: inout FieldReader) throws(DecodeError) {
    messageID = try reader.cString(.messageID)
    source = try reader.source()
    smLength = try reader.uint8(.smLength)
  }

  func write(_ writer: inout PDUWriter) {
    writer.cString(messageID, .messageID)
    writer.address(source, .sourceAddr)
    writer.uint8(smLength)
  }
}

/// All fields of a message (SMPP 3.3 alone).
package struct QueryMsgDetailsResp: Hashable, Sendable {
  package var serviceType = ""
  package var source = SMEAddress.empty
  /// At most 255; more are not written.
  package var destinations: [MultiDestination] = []
  package var protocolID: UInt8 = 0
  package var priorityFlag: UInt8 = 0
  package var scheduleDeliveryTime = ""
  package var validityPeriod = ""
  package var registeredDelivery = RegisteredDelivery.none
  package var dataCoding: UInt8 = 0
  package var shortMessage: [UInt8] = []
  package var messageID = ""
  package var finalDate = ""
  package var messageState = MessageState.unknown
  package var errorCode: UInt8 = 0

  package init(messageID: String, source: SMEAddress, destinations: [MultiDestination]) {
    self.messageID = messageID
    self.source = source
    self.destinations = destinations
  }

  init(_ reader: inout FieldReader) throws(DecodeError) {
    serviceType = try reader.cString(.serviceType)
    source = try reader.source()
    for _ in 0..<(try reader.uint8(.numberOfDests)) where reader.remaining > 0 {
      destinations.append(try MultiDestination(&reader))
    }
    protocolID = try reader.uint8(.protocolID)
    priorityFlag = try reader.uint8(.priorityFlag)
    scheduleDeliveryTime = try reader.cString(.scheduleDeliveryTime)
    validityPeriod = try reader.cString(.validityPeriod)
    registeredDelivery = RegisteredDelivery(rawValue: try reader.uint8(.registeredDelivery))
    dataCoding = try reader.uint8(.dataCoding)
    shortMessage = try reader.shortMessage()
    messageID = try reader.cString(.messageID)
    finalDate = try reader.cString(.finalDate)
    messageState = MessageState(rawValue: try reader.uint8(.messageState))
    errorCode = try reader.uint8(.errorCode)
  }

  func write(_ writer: inout PDUWriter) {
    writer.cString(serviceType, .serviceType)
    writer.address(source, .sourceAddr)
    writer.uint8(UInt8(clamping: destinations.count))
    for destination in destinations.prefix(255) { destination.write(&writer) }
    writer.uint8(protocolID)
    writer.uint8(priorityFlag)
    writer.cString(scheduleDeliveryTime, .scheduleDeliveryTime)
    writer.cString(validityPeriod, .validityPeriod)
    writer.uint8(registeredDelivery.rawValue)
    writer.uint8(dataCoding)
    writer.shortMessage(shortMessage)
    writer.cString(messageID, .messageID)
    writer.cString(finalDate, .finalDate)
    writer.uint8(messageState.rawValue)
    writer.uint8(errorCode)
  }
}
