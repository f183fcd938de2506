import SMPP

/// Values of every PDU: empty, usual, and with every field at its limit.
enum PDUInstances {
  static let everyTLV: TLVList = TLVList(
    TLVDefinition.table.map { row in
      TLV(row.tag, [UInt8](repeating: 0x41, count: min(row.lengths.upperBound, 200)))
    } + [
      TLV(TLVTag(rawValue: 0x1401), [1, 2, 3]), TLV(TLVTag(rawValue: 0x1401), []), TLV(TLVTag(rawValue: 0xFFFF), [0]),
    ])

  static func text(_ count: Int) -> String { String(repeating: "7", count: count) }

  static let longest = SMEAddress(text(20), ton: .alphanumeric, npi: .wapClientID)
  static let longer = SMEAddress(text(64), ton: .international, npi: .isdn)
  static let number = SMEAddress.international("375291234567")
  static let shop = SMEAddress.alphanumeric("SHOP")

  static var submits: [SubmitSM] {
    let plain = SubmitSM(source: shop, destination: number, shortMessage: Array("Hello".utf8))
    var full = SubmitSM(source: longest, destination: longest, shortMessage: [UInt8](repeating: 0, count: 255))
    full.serviceType = "VIBER"
    full.esmClass = EsmClass(rawValue: 0xC3)
    full.protocolID = 0x7F
    full.priorityFlag = 3
    full.scheduleDeliveryTime = "260102150405000+"
    full.validityPeriod = "000001000000000R"
    full.registeredDelivery = RegisteredDelivery(rawValue: 0x11)
    full.replaceIfPresentFlag = 1
    full.dataCoding = 0xF5
    full.smDefaultMsgID = 254
    full.tlvs = everyTLV
    var foreign = plain
    foreign.source = .alphanumeric("K\u{F6}ln\u{FF}")
    foreign.tlvs = [TLV(.messagePayload, [UInt8](repeating: 9, count: 65535))]
    return [SubmitSM(), plain, full, foreign]
  }

  static var multis: [SubmitMulti] {
    var full = SubmitMulti(
      source: longest,
      destinations: (0..<255).map { $0 % 2 == 0 ? .sme(longest) : .distributionList(text(20)) },
      shortMessage: [1, 2, 3])
    full.tlvs = everyTLV
    full.validityPeriod = "000001000000000R"
    return [
      SubmitMulti(destinations: []),
      SubmitMulti(source: shop, destinations: [.sme(number), .distributionList("staff")], shortMessage: [65]),
      full,
    ]
  }

  static var requests: [PDU] {
    var bind = Bind(.receiver, systemID: text(15), password: text(8), systemType: text(12), interfaceVersion: .v50)
    bind.addrTON = .national
    bind.addrNPI = .private
    bind.addressRange = text(40)
    var data = DataSM(source: longer, destination: longer, tlvs: everyTLV)
    data.serviceType = "CMT"
    data.dataCoding = 8
    data.esmClass = EsmClass(rawValue: 0x40)
    data.registeredDelivery = .failure
    var replace = ReplaceSM(messageID: text(64), source: longest, shortMessage: [7], tlvs: everyTLV)
    replace.scheduleDeliveryTime = "260102150405000+"
    replace.smDefaultMsgID = 3
    var broadcast = BroadcastSM(source: longest, tlvs: everyTLV)
    broadcast.messageID = "77"
    broadcast.dataCoding = 8
    return [
      .bind(Bind(.transmitter, systemID: "", password: "")), .bind(bind),
      .bind(Bind(.transceiver, systemID: text(64), password: text(64))),
      .outbind(Outbind(systemID: "mc", password: "pw")), .unbind, .enquireLink,
      .alertNotification(AlertNotification(source: longer, esme: longer, tlvs: everyTLV)),
      .dataSM(DataSM()), .dataSM(data), .querySM(QuerySM(messageID: text(64), source: longest)),
      .cancelSM(CancelSM(messageID: "", source: shop, destination: number, serviceType: "CMT")),
      .cancelSM(CancelSM(messageID: text(64), source: longest)), .replaceSM(replace), .broadcastSM(broadcast),
      .queryBroadcastSM(QueryBroadcastSM(messageID: "5", source: number, tlvs: everyTLV)),
      .cancelBroadcastSM(CancelBroadcastSM(messageID: "5", source: number, tlvs: everyTLV)),
      .paramRetrieve(ParamRetrieve(paramName: "name")),
      .queryLastMsgs(QueryLastMsgs(source: number, noOfMessages: 100)),
      .queryMsgDetails(QueryMsgDetails(messageID: "1F", source: number, smLength: 160)),
    ] + submits.map { .submitSM($0) } + submits.map { .deliverSM($0) } + multis.map { .submitMulti($0) }
  }

  static var responses: [PDU] {
    let resp = MessageResp(messageID: text(64), tlvs: everyTLV)
    var details = QueryMsgDetailsResp(
      messageID: "1F", source: number, destinations: [.sme(number), .distributionList("all")])
    details.shortMessage = [1, 2]
    details.finalDate = "260102150405000+"
    details.messageState = .delivered
    return [
      .bindResp(BindResp(.transmitter, systemID: "gw")),
      .bindResp(BindResp(.receiver, systemID: text(15), tlvs: [.uint8(.scInterfaceVersion, 0x34)])),
      .bindResp(BindResp(.transceiver, systemID: "")), .unbindResp, .enquireLinkResp, .genericNack,
      .submitSMResp(MessageResp()), .submitSMResp(resp), .deliverSMResp(MessageResp()), .deliverSMResp(resp),
      .dataSMResp(resp), .submitMultiResp(SubmitMultiResp(messageID: "1")),
      .submitMultiResp(
        SubmitMultiResp(
          messageID: text(64),
          unsuccessSMEs: (0..<255).map { UnsuccessSME(longest, CommandStatus(rawValue: UInt32($0) << 24)) },
          tlvs: everyTLV)),
      .querySMResp(
        QuerySMResp(
          messageID: "9", finalDate: "260102150405000+", messageState: .skipped, errorCode: 255, tlvs: everyTLV)),
      .cancelSMResp, .replaceSMResp, .broadcastSMResp(resp), .queryBroadcastSMResp(resp), .cancelBroadcastSMResp,
      .paramRetrieveResp(ParamRetrieveResp(paramValue: text(100))),
      .queryLastMsgsResp(QueryLastMsgsResp(messageIDs: ["1", "", text(64)])),
      .queryMsgDetailsResp(details),
    ]
  }

  static var all: [PDU] { requests + responses }
}
