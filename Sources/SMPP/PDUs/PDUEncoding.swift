extension PDU {
  /// Appends the PDU to `writer`.
  ///
  /// A response with an error status is its header alone (SMPP 3.4 §4.1.2, §4.4.2), except that `data_sm_resp` may
  /// say why (§4.7.2) and that 5.0 lets TLVs stand behind an empty id; those are written when there are any.
  package func encode(_ status: CommandStatus = .ok, sequence: UInt32, into writer: inout PDUWriter) {
    let start = writer.begin(commandID, status, sequence)
    if status == .ok || !commandID.isResponse || hasTLVsForError(writer) { writeBody(&writer) }
    writer.end(start)
  }

  /// The PDU as bytes of its own.
  package func encoded(
    _ status: CommandStatus = .ok, sequence: UInt32, version: InterfaceVersion = .v50
  ) -> [UInt8] {
    var writer = PDUWriter()
    writer.writesTLVs = version.allowsTLVs
    encode(status, sequence: sequence, into: &writer)
    return writer.take()
  }

  private func hasTLVsForError(_ writer: PDUWriter) -> Bool {
    guard writer.writesTLVs else { return false }
    switch self {
    case .submitSMResp(let resp), .dataSMResp(let resp), .deliverSMResp(let resp), .broadcastSMResp(let resp):
      return !resp.tlvs.isEmpty
    case .submitMultiResp(let resp): return !resp.tlvs.isEmpty
    default: return false
    }
  }

  private func writeBody(_ writer: inout PDUWriter) {
    switch self {
    case .unbind, .unbindResp, .enquireLink, .enquireLinkResp, .genericNack, .cancelSMResp, .replaceSMResp,
      .cancelBroadcastSMResp:
      break
    case .submitSMResp(let resp), .dataSMResp(let resp), .deliverSMResp(let resp), .broadcastSMResp(let resp),
      .queryBroadcastSMResp(let resp):
      resp.write(&writer)
    case .submitSM(let message), .deliverSM(let message): message.write(&writer)
    case .bind(let bind): bind.write(&writer)
    case .bindResp(let resp): resp.write(&writer)
    case .outbind(let outbind): outbind.write(&writer)
    case .alertNotification(let alert): alert.write(&writer)
    case .submitMulti(let multi): multi.write(&writer)
    case .submitMultiResp(let resp): resp.write(&writer)
    case .dataSM(let data): data.write(&writer)
    case .querySM(let query): query.write(&writer)
    case .querySMResp(let resp): resp.write(&writer)
    case .cancelSM(let cancel): cancel.write(&writer)
    case .replaceSM(let replace): replace.write(&writer)
    case .broadcastSM(let broadcast): broadcast.write(&writer)
    case .queryBroadcastSM(let query): query.write(&writer)
    case .cancelBroadcastSM(let cancel): cancel.write(&writer)
    case .paramRetrieve(let retrieve): retrieve.write(&writer)
    case .paramRetrieveResp(let resp): resp.write(&writer)
    case .queryLastMsgs(let query): query.write(&writer)
    case .queryLastMsgsResp(let resp): resp.write(&writer)
    case .queryMsgDetails(let query): query.write(&writer)
    case .queryMsgDetailsResp(let resp): resp.write(&writer)
    }
  }
}

extension PDUWriter {
  /// A `submit_sm_resp` with the id of the accepted message: the response that is written most.
  package mutating func submitSMResp(messageID: String, sequence: UInt32) {
    let start = begin(.submitSMResp, .ok, sequence)
    cString(messageID, .messageID)
    end(start)
  }
}
