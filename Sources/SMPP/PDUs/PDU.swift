/// One operation with its fields. The header beside it carries status and sequence number.
package enum PDU: Hashable, Sendable {
  case bind(Bind)
  case bindResp(BindResp)
  case outbind(Outbind)
  case unbind
  case unbindResp
  case enquireLink
  case enquireLinkResp
  case genericNack
  case alertNotification(AlertNotification)
  case submitSM(SubmitSM)
  case submitSMResp(MessageResp)
  case submitMulti(SubmitMulti)
  case submitMultiResp(SubmitMultiResp)
  case deliverSM(DeliverSM)
  case deliverSMResp(MessageResp)
  case dataSM(DataSM)
  case dataSMResp(MessageResp)
  case querySM(QuerySM)
  case querySMResp(QuerySMResp)
  case cancelSM(CancelSM)
  case cancelSMResp
  case replaceSM(ReplaceSM)
  case replaceSMResp
  case broadcastSM(BroadcastSM)
  case broadcastSMResp(MessageResp)
  case queryBroadcastSM(QueryBroadcastSM)
  case queryBroadcastSMResp(QueryBroadcastSMResp)
  case cancelBroadcastSM(CancelBroadcastSM)
  case cancelBroadcastSMResp
  case paramRetrieve(ParamRetrieve)
  case paramRetrieveResp(ParamRetrieveResp)
  case queryLastMsgs(QueryLastMsgs)
  case queryLastMsgsResp(QueryLastMsgsResp)
  case queryMsgDetails(QueryMsgDetails)
  case queryMsgDetailsResp(QueryMsgDetailsResp)

  /// The number of the operation.
  package var commandID: CommandID {
    switch self {
    case .bind(let bind): bind.mode.commandID
    case .bindResp(let resp): resp.mode.commandID.response
    case .outbind: .outbind
    case .unbind: .unbind
    case .unbindResp: .unbindResp
    case .enquireLink: .enquireLink
    case .enquireLinkResp: .enquireLinkResp
    case .genericNack: .genericNack
    case .alertNotification: .alertNotification
    case .submitSM: .submitSM
    case .submitSMResp: .submitSMResp
    case .submitMulti: .submitMulti
    case .submitMultiResp: .submitMultiResp
    case .deliverSM: .deliverSM
    case .deliverSMResp: .deliverSMResp
    case .dataSM: .dataSM
    case .dataSMResp: .dataSMResp
    case .querySM: .querySM
    case .querySMResp: .querySMResp
    case .cancelSM: .cancelSM
    case .cancelSMResp: .cancelSMResp
    case .replaceSM: .replaceSM
    case .replaceSMResp: .replaceSMResp
    case .broadcastSM: .broadcastSM
    case .broadcastSMResp: .broadcastSMResp
    case .queryBroadcastSM: .queryBroadcastSM
    case .queryBroadcastSMResp: .queryBroadcastSMResp
    case .cancelBroadcastSM: .cancelBroadcastSM
    case .cancelBroadcastSMResp: .cancelBroadcastSMResp
    case .paramRetrieve: .paramRetrieve
    case .paramRetrieveResp: .paramRetrieveResp
    case .queryLastMsgs: .queryLastMsgs
    case .queryLastMsgsResp: .queryLastMsgsResp
    case .queryMsgDetails: .queryMsgDetails
    case .queryMsgDetailsResp: .queryMsgDetailsResp
    }
  }
}
