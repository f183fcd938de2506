extension PDU {
  /// Reads one whole PDU, as `FrameReader` hands it out.
  ///
  /// - Throws: `DecodeError` with the header and the status to answer; the bytes behind the PDU are not affected.
  @inline(__always)
  package static func decode(_ bytes: UnsafeRawBufferPointer) throws(DecodeError) -> (header: Header, pdu: PDU) {
    guard let header = Header(bytes) else {
      let none = Header(commandID: CommandID(rawValue: 0), sequenceNumber: 0)
      throw DecodeError(
        header: none, status: .invalidCommandLength, field: "command_length", offset: 0, reason: .noHeader)
    }
    var reader = FieldReader(bytes, header: header)
    return (header, try PDU(&reader))
  }

  /// Reads one whole PDU.
  package static func decode(_ bytes: [UInt8]) throws(DecodeError) -> (header: Header, pdu: PDU) {
    let result = bytes.withUnsafeBytes { buffer -> Result<(Header, PDU), DecodeError> in
      do throws(DecodeError) { return .success(try decode(buffer)) } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// Reads the body by the operation in the reader's header.
  init(_ reader: inout FieldReader) throws(DecodeError) {
    switch reader.header.commandID {
    case .submitSM: self = .submitSM(try SubmitSM(&reader))
    case .deliverSMResp: self = .deliverSMResp(try MessageResp(&reader))
    case .enquireLink: self = .enquireLink
    case .enquireLinkResp: self = .enquireLinkResp
    case .submitSMResp: self = .submitSMResp(try MessageResp(&reader))
    case .deliverSM: self = .deliverSM(try DeliverSM(&reader))
    case .bindTransmitter: self = .bind(try Bind(.transmitter, &reader))
    case .bindReceiver: self = .bind(try Bind(.receiver, &reader))
    case .bindTransceiver: self = .bind(try Bind(.transceiver, &reader))
    case .bindTransmitterResp: self = .bindResp(try BindResp(.transmitter, &reader))
    case .bindReceiverResp: self = .bindResp(try BindResp(.receiver, &reader))
    case .bindTransceiverResp: self = .bindResp(try BindResp(.transceiver, &reader))
    case .outbind: self = .outbind(try Outbind(&reader))
    case .unbind: self = .unbind
    case .unbindResp: self = .unbindResp
    case .genericNack: self = .genericNack
    case .alertNotification: self = .alertNotification(try AlertNotification(&reader))
    case .submitMulti: self = .submitMulti(try SubmitMulti(&reader))
    case .submitMultiResp: self = .submitMultiResp(try SubmitMultiResp(&reader))
    case .dataSM: self = .dataSM(try DataSM(&reader))
    case .dataSMResp: self = .dataSMResp(try MessageResp(&reader))
    case .querySM: self = .querySM(try QuerySM(&reader))
    case .querySMResp: self = .querySMResp(try QuerySMResp(&reader))
    case .cancelSM: self = .cancelSM(try CancelSM(&reader))
    case .cancelSMResp: self = .cancelSMResp
    case .replaceSM: self = .replaceSM(try ReplaceSM(&reader))
    case .replaceSMResp: self = .replaceSMResp
    default: self = try Self.rare(&reader)
    }
  }

  /// The operations of 5.0 and 3.3 alone.
  private static func rare(_ reader: inout FieldReader) throws(DecodeError) -> PDU {
    switch reader.header.commandID {
    case .broadcastSM: return .broadcastSM(try BroadcastSM(&reader))
    case .broadcastSMResp: return .broadcastSMResp(try MessageResp(&reader))
    case .queryBroadcastSM: return .queryBroadcastSM(try QueryBroadcastSM(&reader))
    case .queryBroadcastSMResp: return .queryBroadcastSMResp(try MessageResp(&reader))
    case .cancelBroadcastSM: return .cancelBroadcastSM(try CancelBroadcastSM(&reader))
    case .cancelBroadcastSMResp: return .cancelBroadcastSMResp
    case .paramRetrieve: return .paramRetrieve(try ParamRetrieve(&reader))
    case .paramRetrieveResp: return .paramRetrieveResp(try ParamRetrieveResp(&reader))
    case .queryLastMsgs: return .queryLastMsgs(try QueryLastMsgs(&reader))
    case .queryLastMsgsResp: return .queryLastMsgsResp(try QueryLastMsgsResp(&reader))
    case .queryMsgDetails: return .queryMsgDetails(try QueryMsgDetails(&reader))
    case .queryMsgDetailsResp: return .queryMsgDetailsResp(try QueryMsgDetailsResp(&reader))
    default:
      throw DecodeError(
        header: reader.header, status: .invalidCommandID, field: "command_id", offset: 4, reason: .unknownCommand)
    }
  }
}
