/// What can be wrong with the values of a request before anybody looks at accounts, routes or the store.
package struct RequestFault: Hashable, Sendable {
  /// What to answer; not yet lowered to what the session's version knows.
  package var status: CommandStatus
  /// The field's name in the specification.
  package var field: String

  private init(_ status: CommandStatus, _ field: String) {
    self.status = status
    self.field = field
  }

  /// The first fault of a request, or `nil`.
  package static func find(
    in pdu: PDU, version: InterfaceVersion, rules: RequestRules = RequestRules()
  ) -> RequestFault? {
    switch pdu {
    case .submitSM(let submit):
      return submit.destination.address.isEmpty
        ? RequestFault(.invalidDestinationAddress, "destination_addr") : message(submit, rules)
    case .submitMulti(let multi): return self.multi(multi, version, rules)
    case .dataSM(let data): return self.data(data, rules)
    case .querySM(let query): return query.messageID.isEmpty ? RequestFault(.invalidMessageID, "message_id") : nil
    case .replaceSM(let replace): return self.replace(replace)
    default: return nil
    }
  }

  private static func message(_ submit: SubmitSM, _ rules: RequestRules) -> RequestFault? {
    if submit.priorityFlag > 3, !rules.allowsHighPriority { return RequestFault(.invalidPriorityFlag, "priority_flag") }
    if submit.replaceIfPresentFlag > 1 { return RequestFault(.invalidReplaceFlag, "replace_if_present_flag") }
    // SMPP 3.4 §5.2.20 reserves 255.
    if submit.smDefaultMsgID == 255 { return RequestFault(.invalidDefaultMessageID, "sm_default_msg_id") }
    if let fault = source(submit.source) ?? kinds(submit.source, submit.destination, rules) { return fault }
    if let fault = times(submit.scheduleDeliveryTime, submit.validityPeriod) { return fault }
    if let fault = lengths(submit.shortMessage, submit.tlvs, rules) { return fault }
    let payload = rules.prefersPayload ? submit.tlvs.value(.messagePayload) ?? [] : []
    let text = payload.isEmpty ? submit.text : payload
    // Services of their own may do without a text; whoever carries them out knows.
    if text.isEmpty, submit.smDefaultMsgID == 0, submit.serviceType.isEmpty {
      return RequestFault(.invalidMessageLength, "sm_length")
    }
    return text.isEmpty ? nil : header(submit.esmClass, text)
  }

  private static func multi(
    _ multi: SubmitMulti, _ version: InterfaceVersion, _ rules: RequestRules
  ) -> RequestFault? {
    // SMPP 3.4 §5.2.24 ends at 254; 5.0 §4.7.17 at 255.
    guard !multi.destinations.isEmpty, multi.destinations.count <= (version.generation < .v50 ? 254 : 255) else {
      return RequestFault(.invalidNumberOfDestinations, "number_of_dests")
    }
    return message(multi.submit(to: .empty), rules)
  }

  private static func data(_ data: DataSM, _ rules: RequestRules) -> RequestFault? {
    if data.destination.address.isEmpty { return RequestFault(.invalidDestinationAddress, "destination_addr") }
    if let fault = source(data.source) ?? kinds(data.source, data.destination, rules)
      ?? lengths([], data.tlvs, rules)
    {
      return fault
    }
    guard let payload = data.tlvs.value(.messagePayload) else { return RequestFault(.missingTLV, "message_payload") }
    if payload.isEmpty { return RequestFault(.invalidMessageLength, "message_payload") }
    return header(data.esmClass, payload)
  }

  private static func replace(_ replace: ReplaceSM) -> RequestFault? {
    if replace.messageID.isEmpty { return RequestFault(.invalidMessageID, "message_id") }
    return times(replace.scheduleDeliveryTime, replace.validityPeriod)
      ?? lengths(replace.shortMessage, replace.tlvs, RequestRules())
  }

  /// A name has at most 11 characters, a number in international format digits alone.
  private static func source(_ source: SMEAddress) -> RequestFault? {
    switch source.ton {
    case .alphanumeric where source.address.utf8.count > 11 && source.address.unicodeScalars.count > 11: break
    case .international where !isInternational(source.address): break
    default: return nil
    }
    return RequestFault(.invalidSourceAddress, "source_addr")
  }

  /// Kinds of number that exist, where the configuration wants them checked.
  private static func kinds(_ source: SMEAddress, _ destination: SMEAddress, _ rules: RequestRules) -> RequestFault? {
    guard rules.checksNumberKinds else { return nil }
    if source.ton.rawValue > 6 { return RequestFault(.invalidSourceTON, "source_addr_ton") }
    if !plans.contains(source.npi.rawValue) { return RequestFault(.invalidSourceNPI, "source_addr_npi") }
    if destination.ton.rawValue > 6 { return RequestFault(.invalidDestinationTON, "dest_addr_ton") }
    if !plans.contains(destination.npi.rawValue) { return RequestFault(.invalidDestinationNPI, "dest_addr_npi") }
    return nil
  }

  private static let plans: Set<UInt8> = [0, 1, 3, 4, 6, 8, 9, 10, 14, 18]

  private static func isInternational(_ address: String) -> Bool {
    var digits = address.utf8[...]
    if digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    return digits.allSatisfy { (48...57).contains($0) }
  }

  private static func times(_ schedule: String, _ validity: String) -> RequestFault? {
    if !schedule.isEmpty, !isTime(schedule) { return RequestFault(.invalidSchedule, "schedule_delivery_time") }
    if !validity.isEmpty, !isTime(validity) { return RequestFault(.invalidExpiry, "validity_period") }
    return nil
  }

  private static func isTime(_ text: String) -> Bool {
    do throws(SMPPTime.Failure) {
      return try SMPPTime.parse(text) != nil
    } catch {
      return false
    }
  }

  /// Lengths of TLVs, and text in one place only (SMPP 3.4 §5.3.2.32).
  private static func lengths(
    _ shortMessage: [UInt8], _ tlvs: TLVList, _ rules: RequestRules
  ) -> RequestFault? {
    if tlvs.isEmpty { return nil }
    if let wrong = tlvs.firstWithWrongLength { return RequestFault(.invalidTLVLength, wrong.tag.name) }
    if !rules.prefersPayload, !shortMessage.isEmpty, tlvs.value(.messagePayload)?.isEmpty == false {
      return RequestFault(.tlvNotAllowed, "message_payload")
    }
    return nil
  }

  /// A user data header that is announced must fit into the text (3GPP TS 23.040 §9.2.3.24).
  private static func header(_ esmClass: EsmClass, _ text: [UInt8]) -> RequestFault? {
    guard esmClass.hasUserDataHeader else { return nil }
    guard let length = text.first, Int(length) + 1 <= text.count else {
      return RequestFault(.invalidEsmClass, "esm_class")
    }
    return nil
  }
}
