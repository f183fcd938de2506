/// A mandatory parameter: its name, its largest size and what to answer when it is wrong (SMPP 3.4 §5.2, 5.0 §4.7).
package struct Field: Sendable {
  /// The name in the specification.
  let name: StaticString
  /// Octets that the specification allows, with the NUL of a C-octet string.
  let limit: Int
  /// Octets that we take; more than `limit` where clients are known to send more.
  let accepted: Int
  /// The status that names this field.
  let status: CommandStatus

  private init(_ name: StaticString, _ limit: Int, accepted: Int, _ status: UInt32) {
    self.name = name
    self.limit = limit
    self.accepted = accepted
    self.status = CommandStatus(rawValue: status)
  }

  private init(_ name: StaticString, _ limit: Int, _ status: UInt32) {
    self.init(name, limit, accepted: limit, status)
  }

  /// A number of one octet.
  private init(_ name: StaticString, _ status: UInt32) {
    self.init(name, 1, accepted: 1, status)
  }

  static let systemID = Field("system_id", 16, accepted: 65, 0x0F)
  static let password = Field("password", 9, accepted: 65, 0x0E)
  static let systemType = Field("system_type", 13, 0x53)
  static let interfaceVersion = Field("interface_version", 0x02)
  static let addrTON = Field("addr_ton", 0x02)
  static let addrNPI = Field("addr_npi", 0x02)
  static let addressRange = Field("address_range", 41, 0x02)
  static let serviceType = Field("service_type", 6, 0x15)
  static let sourceAddrTON = Field("source_addr_ton", 0x48)
  static let sourceAddrNPI = Field("source_addr_npi", 0x49)
  static let sourceAddr = Field("source_addr", 21, 0x0A)
  static let longSourceAddr = Field("source_addr", 65, 0x0A)
  static let destAddrTON = Field("dest_addr_ton", 0x50)
  static let destAddrNPI = Field("dest_addr_npi", 0x51)
  static let destinationAddr = Field("destination_addr", 21, 0x0B)
  static let longDestinationAddr = Field("destination_addr", 65, 0x0B)
  static let esmeAddrTON = Field("esme_addr_ton", 0x50)
  static let esmeAddrNPI = Field("esme_addr_npi", 0x51)
  static let esmeAddr = Field("esme_addr", 65, 0x0B)
  static let esmClass = Field("esm_class", 0x43)
  static let protocolID = Field("protocol_id", 0x02)
  static let priorityFlag = Field("priority_flag", 0x06)
  static let scheduleDeliveryTime = Field("schedule_delivery_time", 17, 0x61)
  static let validityPeriod = Field("validity_period", 17, 0x62)
  static let registeredDelivery = Field("registered_delivery", 0x07)
  static let replaceIfPresentFlag = Field("replace_if_present_flag", 0x54)
  static let dataCoding = Field("data_coding", 0x104)
  static let smDefaultMsgID = Field("sm_default_msg_id", 0x63)
  static let smLength = Field("sm_length", 0x01)
  static let shortMessage = Field("short_message", 255, 0x01)
  static let messageID = Field("message_id", 65, 0x0C)
  static let numberOfDests = Field("number_of_dests", 0x33)
  static let destFlag = Field("dest_flag", 0x40)
  static let dlName = Field("dl_name", 21, 0x34)
  static let noUnsuccess = Field("no_unsuccess", 0x02)
  static let errorStatusCode = Field("error_status_code", 4, 0x02)
  static let finalDate = Field("final_date", 17, 0x02)
  static let messageState = Field("message_state", 0x02)
  static let errorCode = Field("error_code", 0x02)
  static let noOfMessages = Field("no_of_messages", 0x55)
  static let paramName = Field("param_name", 33, 0x02)
  static let paramValue = Field("param_value", 101, 0x02)
  static let tlvs = Field("tlv", 65539, 0xC0)
}
