/// The operation that a PDU names in its second header word (SMPP 3.4 §5.1.2, 5.0 §4.7.5).
///
/// Any 32-bit value is allowed: what the table does not hold is kept as a number.
package struct CommandID: RawRepresentable, Hashable, Sendable {
  /// The number on the wire.
  package let rawValue: UInt32

  /// Takes any number, known or not.
  @inline(__always)
  package init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  private init(_ rawValue: UInt32) {
    self.rawValue = rawValue
  }

  package static let genericNack = CommandID(0x8000_0000)
  package static let bindReceiver = CommandID(0x0000_0001)
  package static let bindReceiverResp = CommandID(0x8000_0001)
  package static let bindTransmitter = CommandID(0x0000_0002)
  package static let bindTransmitterResp = CommandID(0x8000_0002)
  package static let querySM = CommandID(0x0000_0003)
  package static let querySMResp = CommandID(0x8000_0003)
  package static let submitSM = CommandID(0x0000_0004)
  package static let submitSMResp = CommandID(0x8000_0004)
  package static let deliverSM = CommandID(0x0000_0005)
  package static let deliverSMResp = CommandID(0x8000_0005)
  package static let unbind = CommandID(0x0000_0006)
  package static let unbindResp = CommandID(0x8000_0006)
  package static let replaceSM = CommandID(0x0000_0007)
  package static let replaceSMResp = CommandID(0x8000_0007)
  package static let cancelSM = CommandID(0x0000_0008)
  package static let cancelSMResp = CommandID(0x8000_0008)
  package static let bindTransceiver = CommandID(0x0000_0009)
  package static let bindTransceiverResp = CommandID(0x8000_0009)
  package static let outbind = CommandID(0x0000_000B)
  package static let enquireLink = CommandID(0x0000_0015)
  package static let enquireLinkResp = CommandID(0x8000_0015)
  package static let submitMulti = CommandID(0x0000_0021)
  package static let submitMultiResp = CommandID(0x8000_0021)
  /// SMPP 3.3 only.
  package static let paramRetrieve = CommandID(0x0000_0022)
  package static let paramRetrieveResp = CommandID(0x8000_0022)
  /// SMPP 3.3 only.
  package static let queryLastMsgs = CommandID(0x0000_0023)
  package static let queryLastMsgsResp = CommandID(0x8000_0023)
  /// SMPP 3.3 only.
  package static let queryMsgDetails = CommandID(0x0000_0024)
  package static let queryMsgDetailsResp = CommandID(0x8000_0024)
  package static let alertNotification = CommandID(0x0000_0102)
  package static let dataSM = CommandID(0x0000_0103)
  package static let dataSMResp = CommandID(0x8000_0103)
  /// SMPP 5.0 only.
  package static let broadcastSM = CommandID(0x0000_0111)
  package static let broadcastSMResp = CommandID(0x8000_0111)
  /// SMPP 5.0 only.
  package static let queryBroadcastSM = CommandID(0x0000_0112)
  package static let queryBroadcastSMResp = CommandID(0x8000_0112)
  /// SMPP 5.0 only.
  package static let cancelBroadcastSM = CommandID(0x0000_0113)
  package static let cancelBroadcastSMResp = CommandID(0x8000_0113)

  /// Whether bit 31 marks this as a response; `generic_nack` counts as one.
  @inline(__always)
  package var isResponse: Bool { rawValue & 0x8000_0000 != 0 }

  /// The same operation with bit 31 set. A response is its own response.
  @inline(__always)
  package var response: CommandID { CommandID(rawValue: rawValue | 0x8000_0000) }

  /// The same operation with bit 31 cleared.
  @inline(__always)
  package var request: CommandID { CommandID(rawValue: rawValue & 0x7FFF_FFFF) }

  /// Whether this is one of the three bind requests.
  package var isBind: Bool { self == .bindTransceiver || self == .bindTransmitter || self == .bindReceiver }

  /// The specification's name (`submit_sm`), or `nil` for a number that no version defines.
  package var specificationName: String? {
    if self == .genericNack { return "generic_nack" }
    guard let name = Self.names[request.rawValue] else { return nil }
    guard isResponse else { return name }
    return request == .outbind || request == .alertNotification ? nil : name + "_resp"
  }

  /// The specification's name, or the number in hexadecimal.
  package var name: String { specificationName ?? hexadecimal(rawValue, digits: 8) }

  /// Names of the requests of SMPP 3.3, 3.4 and 5.0.
  private static let names: [UInt32: String] = [
    0x0001: "bind_receiver", 0x0002: "bind_transmitter", 0x0003: "query_sm", 0x0004: "submit_sm",
    0x0005: "deliver_sm", 0x0006: "unbind", 0x0007: "replace_sm", 0x0008: "cancel_sm",
    0x0009: "bind_transceiver", 0x000B: "outbind", 0x0015: "enquire_link", 0x0021: "submit_multi",
    0x0022: "param_retrieve", 0x0023: "query_last_msgs", 0x0024: "query_msg_details",
    0x0102: "alert_notification", 0x0103: "data_sm", 0x0111: "broadcast_sm",
    0x0112: "query_broadcast_sm", 0x0113: "cancel_broadcast_sm",
  ]
}
