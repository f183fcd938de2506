/// What the specification says about one optional parameter (SMPP 3.4 §5.3.2, 5.0 §4.8.4).
package struct TLVDefinition: Hashable, Sendable {
  /// How the value is written.
  package enum Kind: Hashable, Sendable {
    /// Big-endian.
    case integer
    /// Ends with NUL, which the length counts.
    case cString
    /// Bytes.
    case octets
  }

  package let tag: TLVTag
  /// The name in the specification.
  package let name: String
  package let kind: Kind
  /// Octets that the value may have, in any of the versions.
  package let lengths: ClosedRange<Int>
  /// Whether this product acts on the value, so that a wrong length is an error and not ignored.
  package let isUsed: Bool

  private init(_ tag: UInt16, _ name: String, _ kind: Kind, _ lengths: ClosedRange<Int>, used: Bool = false) {
    self.tag = TLVTag(rawValue: tag)
    self.name = name
    self.kind = kind
    self.lengths = lengths
    isUsed = used
  }

  /// The rows by their tags.
  package static let byTag: [TLVTag: TLVDefinition] = Dictionary(
    table.map { ($0.tag, $0) }, uniquingKeysWith: { first, _ in first })

  /// All parameters of SMPP 3.4 and 5.0 in the order of their tags.
  package static let table: [TLVDefinition] = [
    .init(0x0005, "dest_addr_subunit", .integer, 1...1),
    .init(0x0006, "dest_network_type", .integer, 1...1),
    .init(0x0007, "dest_bearer_type", .integer, 1...1),
    .init(0x0008, "dest_telematics_id", .integer, 2...2),
    .init(0x000D, "source_addr_subunit", .integer, 1...1),
    .init(0x000E, "source_network_type", .integer, 1...1),
    .init(0x000F, "source_bearer_type", .integer, 1...1),
    .init(0x0010, "source_telematics_id", .integer, 1...2),
    .init(0x0017, "qos_time_to_live", .integer, 4...4, used: true),
    .init(0x0019, "payload_type", .integer, 1...1),
    .init(0x001D, "additional_status_info_text", .cString, 1...256),
    .init(0x001E, "receipted_message_id", .cString, 1...65),
    .init(0x0030, "ms_msg_wait_facilities", .integer, 1...1),
    .init(0x0201, "privacy_indicator", .integer, 1...1),
    .init(0x0202, "source_subaddress", .octets, 2...23),
    .init(0x0203, "dest_subaddress", .octets, 2...23),
    .init(0x0204, "user_message_reference", .integer, 2...2, used: true),
    .init(0x0205, "user_response_code", .integer, 1...1),
    .init(0x020A, "source_port", .integer, 2...2, used: true),
    .init(0x020B, "destination_port", .integer, 2...2, used: true),
    .init(0x020C, "sar_msg_ref_num", .integer, 2...2, used: true),
    .init(0x020D, "language_indicator", .integer, 1...1),
    .init(0x020E, "sar_total_segments", .integer, 1...1, used: true),
    .init(0x020F, "sar_segment_seqnum", .integer, 1...1, used: true),
    .init(0x0210, "sc_interface_version", .integer, 1...1),
    .init(0x0302, "callback_num_pres_ind", .integer, 1...1),
    .init(0x0303, "callback_num_atag", .octets, 0...65),
    .init(0x0304, "number_of_messages", .integer, 1...1),
    .init(0x0381, "callback_num", .octets, 4...19),
    .init(0x0420, "dpf_result", .integer, 1...1),
    .init(0x0421, "set_dpf", .integer, 1...1, used: true),
    .init(0x0422, "ms_availability_status", .integer, 1...1),
    .init(0x0423, "network_error_code", .octets, 3...3),
    .init(0x0424, "message_payload", .octets, 0...65535, used: true),
    .init(0x0425, "delivery_failure_reason", .integer, 1...1),
    .init(0x0426, "more_messages_to_send", .integer, 1...1),
    .init(0x0427, "message_state", .integer, 1...1),
    .init(0x0428, "congestion_state", .integer, 1...1),
    .init(0x0501, "ussd_service_op", .integer, 1...1),
    .init(0x0600, "broadcast_channel_indicator", .integer, 1...1),
    .init(0x0601, "broadcast_content_type", .octets, 3...3),
    .init(0x0602, "broadcast_content_type_info", .octets, 1...255),
    .init(0x0603, "broadcast_message_class", .integer, 1...1),
    .init(0x0604, "broadcast_rep_num", .integer, 2...2),
    .init(0x0605, "broadcast_frequency_interval", .octets, 3...3),
    .init(0x0606, "broadcast_area_identifier", .octets, 1...100),
    .init(0x0607, "broadcast_error_status", .integer, 4...4),
    .init(0x0608, "broadcast_area_success", .integer, 1...1),
    .init(0x0609, "broadcast_end_time", .cString, 16...17),
    .init(0x060A, "broadcast_service_group", .octets, 1...255),
    .init(0x060B, "billing_identification", .octets, 1...1024),
    .init(0x060D, "source_network_id", .cString, 7...65),
    .init(0x060E, "dest_network_id", .cString, 7...65),
    .init(0x060F, "source_node_id", .octets, 6...6),
    .init(0x0610, "dest_node_id", .octets, 6...6),
    .init(0x0611, "dest_addr_np_resolution", .integer, 1...1),
    .init(0x0612, "dest_addr_np_information", .octets, 10...10),
    .init(0x0613, "dest_addr_np_country", .octets, 1...5),
    .init(0x1201, "display_time", .integer, 1...1),
    .init(0x1203, "sms_signal", .integer, 2...2),
    .init(0x1204, "ms_validity", .octets, 1...4),
    .init(0x130C, "alert_on_message_delivery", .integer, 0...1),
    .init(0x1380, "its_reply_type", .integer, 1...1),
    .init(0x1383, "its_session_info", .octets, 2...2),
  ]
}
