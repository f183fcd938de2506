extension ServerSession {
  /// Answers to requests of the client, in the order in which they are given.
  mutating func answer(_ answers: [Answer], _ now: Duration, _ actions: inout [Action]) {
    out.reserve(answers.count * 40)
    for answer in answers {
      guard let (command, sequence) = pending.remove(answer.token) else {
        counters.lateAnswers += 1
        continue
      }
      write(answer, command, sequence)
    }
    endDrainIfDone(&actions)
  }

  private mutating func write(_ answer: Answer, _ command: CommandID, _ sequence: UInt32) {
    let tlvs = additions(to: answer, command)
    switch answer.result {
    case .accepted(let messageID):
      if command == .submitSM, tlvs.isEmpty { return out.submitSMResp(messageID: messageID, sequence: sequence) }
      guard let resp = Self.response(command, messageID: messageID, tlvs) else {
        return out.headerOnly(command.response, .systemError, sequence)
      }
      resp.encode(sequence: sequence, into: &out)
    case .refused(let status):
      let told = status.downgraded(for: version)
      guard !tlvs.isEmpty, let resp = Self.response(command, messageID: "", tlvs) else {
        return out.headerOnly(command.response, told, sequence)
      }
      resp.encode(told, sequence: sequence, into: &out)
    case .response(let pdu):
      guard pdu.commandID == command.response else {
        return out.headerOnly(command.response, .systemError, sequence)
      }
      pdu.adding(tlvs).encode(sequence: sequence, into: &out)
    }
  }

  /// `congestion_state` and `additional_status_info_text`, where the version and the operation have them.
  private func additions(to answer: Answer, _ command: CommandID) -> TLVList {
    guard answer.congestionState != nil || answer.statusText != nil else { return [] }
    guard command == .submitSM || command == .submitMulti || command == .dataSM else { return [] }
    let is50 = version.generation >= .v50
    var list = TLVList()
    if is50, let state = answer.congestionState { list.append(.uint8(.congestionState, min(state, 99))) }
    if is50 || (version.allowsTLVs && command == .dataSM), let text = answer.statusText {
      list.append(.cString(.additionalStatusInfoText, String(text.unicodeScalars.prefix(255))))
    }
    return list
  }

  /// The positive response to a request; `nil` when it needs more than an id.
  private static func response(_ command: CommandID, messageID: String, _ tlvs: TLVList) -> PDU? {
    switch command {
    case .submitSM: .submitSMResp(MessageResp(messageID: messageID, tlvs: tlvs))
    case .dataSM: .dataSMResp(MessageResp(messageID: messageID, tlvs: tlvs))
    case .submitMulti: .submitMultiResp(SubmitMultiResp(messageID: messageID, tlvs: tlvs))
    case .cancelSM: .cancelSMResp
    case .replaceSM: .replaceSMResp
    default: nil
    }
  }
}

extension PDU {
  /// The same response with more TLVs behind its own; other PDUs unchanged.
  func adding(_ tlvs: TLVList) -> PDU {
    if tlvs.isEmpty { return self }
    switch self {
    case .submitSMResp(var resp):
      resp.tlvs.items += tlvs.items
      return .submitSMResp(resp)
    case .dataSMResp(var resp):
      resp.tlvs.items += tlvs.items
      return .dataSMResp(resp)
    case .submitMultiResp(var resp):
      resp.tlvs.items += tlvs.items
      return .submitMultiResp(resp)
    default: return self
    }
  }
}
