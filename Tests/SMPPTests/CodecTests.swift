import SMPP
import Testing

@Suite struct CodecTests {
  @Test func everyPDUReadsAsItWasWritten() throws {
    for pdu in PDUInstances.all {
      let bytes = pdu.encoded(sequence: 0x7FFF_FFFF)
      let (header, read) = try PDU.decode(bytes)
      #expect(read == pdu)
      #expect(header.commandLength == UInt32(bytes.count))
      #expect(header.commandID == pdu.commandID)
      #expect(header.sequenceNumber == 0x7FFF_FFFF)
      #expect(read.encoded(sequence: 0x7FFF_FFFF) == bytes)
    }
  }

  @Test func everyOperationOfEveryVersionHasAnInstance() {
    let ids: Set<UInt32> = [
      0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x15, 0x21, 0x22, 0x23, 0x24, 0x103, 0x111, 0x112, 0x113,
    ]
    let expected = ids.union(ids.map { $0 | 0x8000_0000 }).union([0x0B, 0x102, 0x8000_0000])
    #expect(Set(PDUInstances.all.map { $0.commandID.rawValue }) == expected)
    for id in expected { #expect(CommandID(rawValue: id).specificationName != nil) }
  }

  @Test func aCutBodyIsATypedErrorForRequestsAndEmptyFieldsForResponses() {
    for pdu in PDUInstances.all {
      let bytes = pdu.encoded(sequence: 1)
      for count in Self.cuts(of: bytes.count) {
        do {
          let (_, read) = try PDU.decode(Array(bytes[..<count]))
          #expect(read.commandID == pdu.commandID)
        } catch {
          #expect(!pdu.commandID.isResponse || count < 16)
          #expect(error.status != .ok)
          #expect(error.offset <= count)
        }
      }
    }
  }

  /// All lengths below `count`; of a very long PDU the first and last thousand.
  private static func cuts(of count: Int) -> [Int] {
    count < 3_000 ? Array(0..<count) : Array(0..<1_000) + Array(count - 1_000..<count)
  }

  @Test func noTLVIsWrittenToAPeerBelow34() throws {
    for pdu in PDUInstances.all {
      let (_, read) = try PDU.decode(pdu.encoded(sequence: 1, version: .v33))
      if case .submitSM(let submit) = read { #expect(submit.tlvs.isEmpty) }
      if case .submitSMResp(let resp) = read { #expect(resp.tlvs.isEmpty) }
      if case .bindResp(let resp) = read { #expect(resp.tlvs.isEmpty) }
    }
  }

  @Test(arguments: [
    (CommandID.submitSM, 0, CommandStatus.invalidServiceType), (.submitSM, 1, .invalidSourceTON),
    (.submitSM, 2, .invalidSourceNPI), (.submitSM, 3, .invalidSourceAddress), (.submitSM, 4, .invalidDestinationTON),
    (.submitSM, 5, .invalidDestinationNPI), (.submitSM, 6, .invalidDestinationAddress),
    (.submitSM, 7, .invalidEsmClass), (.submitSM, 8, .invalidCommandLength), (.submitSM, 9, .invalidPriorityFlag),
    (.submitSM, 10, .invalidSchedule), (.submitSM, 11, .invalidExpiry), (.submitSM, 12, .invalidRegisteredDelivery),
    (.submitSM, 13, .invalidReplaceFlag), (.submitSM, 14, .invalidDataCoding),
    (.submitSM, 15, .invalidDefaultMessageID), (.submitSM, 16, .invalidMessageLength),
    (.bindTransmitter, 0, .invalidSystemID), (.bindTransmitter, 1, .invalidPassword),
    (.bindTransmitter, 2, .invalidSystemType), (.querySM, 0, .invalidMessageID),
    (.submitMulti, 4, .invalidNumberOfDestinations),
  ])
  func aBodyThatEndsEarlyNamesTheFirstMissingField(id: CommandID, octets: Int, status: CommandStatus) {
    // Each field of these PDUs is one octet long when it is empty.
    let error = #expect(throws: DecodeError.self) { try PDU.decode(frame(id, [UInt8](repeating: 0, count: octets))) }
    #expect(error?.status == status)
    #expect(error?.reason == .truncated)
    #expect(error?.offset == 16 + octets)
  }

  @Test func aStringAtItsLimitIsTakenAndOneOctetMoreIsNot() throws {
    let limits: [(Int, Int, CommandStatus)] = [
      (0, 5, .invalidServiceType), (3, 20, .invalidSourceAddress), (6, 20, .invalidDestinationAddress),
      (10, 16, .invalidSchedule), (11, 16, .invalidExpiry),
    ]
    for (place, limit, status) in limits {
      var body = [UInt8](repeating: 0, count: 17)
      body.insert(contentsOf: [UInt8](repeating: 0x31, count: limit), at: place)
      #expect(throws: Never.self) { try PDU.decode(frame(.submitSM, body)) }
      body.insert(0x31, at: place)
      let error = #expect(throws: DecodeError.self) { try PDU.decode(frame(.submitSM, body)) }
      #expect(error?.status == status)
      #expect(error?.reason == .unterminated)
    }
  }

  @Test func aSystemIDAndAPasswordOf64OctetsAreTakenAnd65AreNot() throws {
    for (place, status) in [(0, CommandStatus.invalidSystemID), (1, .invalidPassword)] {
      var body = [UInt8](repeating: 0, count: 7)
      body.insert(contentsOf: [UInt8](repeating: 0x61, count: 64), at: place)
      #expect(throws: Never.self) { try PDU.decode(frame(.bindTransceiver, body)) }
      body.insert(0x61, at: place)
      let error = #expect(throws: DecodeError.self) { try PDU.decode(frame(.bindTransceiver, body)) }
      #expect(error?.status == status)
    }
  }

  @Test func upToThreeNULsBehindTheMessageAreIgnored() throws {
    let body = PDU.submitSM(SubmitSM(shortMessage: [65])).encoded(sequence: 1).dropFirst(16)
    for count in 1...3 {
      let (_, pdu) = try PDU.decode(frame(.submitSM, body + [UInt8](repeating: 0, count: count)))
      #expect(pdu == .submitSM(SubmitSM(shortMessage: [65])))
    }
    let error = #expect(throws: DecodeError.self) { try PDU.decode(frame(.submitSM, body + [0, 0, 1])) }
    #expect(error?.status == .invalidTLVStream)
    #expect(error?.reason == .trailingOctets)
  }

  @Test func aNULBetweenTheMessageAndItsTLVsIsSkipped() throws {
    let tlvs: [TLVList] = [
      [.uint16(.sarMsgRefNum, 513), .uint8(.sarTotalSegments, 3), .uint8(.sarSegmentSeqnum, 1)],
      [TLV(.messagePayload, [UInt8](repeating: 65, count: 300))],
      [TLV(TLVTag(rawValue: 0x1401), [])],
    ]
    for tlvs in tlvs {
      var message = SubmitSM(shortMessage: [65])
      let plain = PDU.submitSM(message).encoded(sequence: 1).dropFirst(16)
      message.tlvs = tlvs
      let whole = PDU.submitSM(message).encoded(sequence: 1).dropFirst(16)
      let body = plain + [0] + whole.dropFirst(plain.count)
      #expect(try PDU.decode(frame(.submitSM, Array(body))).1 == .submitSM(message))
      // A second one makes the lengths lie.
      #expect(throws: DecodeError.self) {
        try PDU.decode(frame(.submitSM, plain + [0, 0] + whole.dropFirst(plain.count)))
      }
    }
  }

  @Test func aTLVLongerThanThePDUIsAnError() {
    let body = PDU.submitSM(SubmitSM()).encoded(sequence: 1).dropFirst(16)
    #expect(throws: Never.self) { try PDU.decode(frame(.submitSM, body + [0x14, 0, 0, 1, 9])) }
    let error = #expect(throws: DecodeError.self) { try PDU.decode(frame(.submitSM, body + [0x14, 0, 0, 2, 9])) }
    #expect(error?.status == .invalidTLVStream)
    #expect(error?.reason == .lengthBeyondBody)
  }

  @Test func aMessageLongerThanThePDUIsAnError() {
    let body = [UInt8](repeating: 0, count: 16) + [5] + Array("text".utf8)
    let error = #expect(throws: DecodeError.self) { try PDU.decode(frame(.submitSM, body)) }
    #expect(error?.status == .invalidMessageLength)
    #expect(error?.reason == .lengthBeyondBody)
  }

  @Test func aDestinationFlagOtherThanOneAndTwoIsAnError() {
    for flag: UInt8 in [0, 3, 255] {
      let error = #expect(throws: DecodeError.self) {
        try PDU.decode(frame(.submitMulti, [0, 0, 0, 0, 1, flag, 0, 0, 0]))
      }
      #expect(error?.status == .invalidDestinationFlag)
      #expect(error?.offset == 21)
    }
  }

  @Test(arguments: [0x00, 0x0A, 0x0C, 0x16, 0x99, 0x1_0000, 0x7FFF_FFFF, 0x8000_0099] as [UInt32])
  func anUnknownCommandIsNamedByItsNumber(id: UInt32) {
    let error = #expect(throws: DecodeError.self) { try PDU.decode(frame(CommandID(rawValue: id), [])) }
    #expect(error?.status == .invalidCommandID)
    #expect(error?.header.sequenceNumber == 1)
  }

  @Test func errorResponsesAreTheirHeaderAlone() {
    for pdu in [
      PDU.submitSMResp(MessageResp(messageID: "1")), .bindResp(BindResp(.receiver, systemID: "gw")),
      .querySMResp(QuerySMResp(messageID: "1", messageState: .unknown)),
      .submitMultiResp(SubmitMultiResp(messageID: "1")),
    ] {
      #expect(pdu.encoded(.systemError, sequence: 7).count == 16)
    }
  }

  @Test func anErrorResponseWithABodyIsRead() throws {
    let bytes = frame(.submitSMResp, Array("id".utf8) + [0], status: .throttled)
    let (header, pdu) = try PDU.decode(bytes)
    #expect(header.commandStatus == .throttled)
    #expect(pdu == .submitSMResp(MessageResp(messageID: "id")))
  }

  @Test func responsesOfRealClientsAreRead() throws {
    // php-smpp counts a stray NUL into enquire_link_resp.
    #expect(try PDU.decode(frame(.enquireLinkResp, [0])).pdu == .enquireLinkResp)
    #expect(try PDU.decode(frame(.deliverSMResp, [])).pdu == .deliverSMResp(MessageResp()))
    #expect(try PDU.decode(frame(.deliverSMResp, [0])).pdu == .deliverSMResp(MessageResp()))
    #expect(
      try PDU.decode(frame(.deliverSMResp, Array("abc".utf8))).pdu == .deliverSMResp(MessageResp(messageID: "abc")))
    let unknown = frame(.bindTransceiverResp, Array("smsc".utf8) + [0, 0x10, 0x00, 0, 1, 7])
    #expect(
      try PDU.decode(unknown).pdu
        == .bindResp(BindResp(.transceiver, systemID: "smsc", tlvs: [TLV(TLVTag(rawValue: 0x1000), [7])])))
  }

  @Test func aResponseWithTooLongAFieldIsCutToWhatCanBeWrittenAgain() throws {
    let (_, pdu) = try PDU.decode(frame(.paramRetrieveResp, [UInt8](repeating: 0x37, count: 120)))
    #expect(pdu == .paramRetrieveResp(ParamRetrieveResp(paramValue: PDUInstances.text(100))))
    #expect(try PDU.decode(pdu.encoded(sequence: 1)).pdu == pdu)
  }

  @Test func theShortWayToWriteAResponseGivesTheSameBytes() {
    for id in ["", "1", "1234567890123", PDUInstances.text(64), PDUInstances.text(65), "a\u{0}b", "\u{416}\u{FF}"] {
      var writer = PDUWriter()
      writer.submitSMResp(messageID: id, sequence: 9)
      #expect(writer.take() == PDU.submitSMResp(MessageResp(messageID: id)).encoded(sequence: 9))
    }
  }

  @Test func whatDoesNotFitIsCutSoThatOurPDUsAlwaysRead() throws {
    var submit = SubmitSM(
      source: .alphanumeric(PDUInstances.text(200)), destination: SMEAddress("12\u{0}34"),
      shortMessage: [UInt8](repeating: 1, count: 256))
    submit.tlvs = [TLV(.messagePayload, [UInt8](repeating: 2, count: 65536))]
    guard case .submitSM(let read) = try PDU.decode(PDU.submitSM(submit).encoded(sequence: 1)).pdu else {
      Issue.record("another operation")
      return
    }
    #expect(read.source.address == PDUInstances.text(20))
    #expect(read.destination.address == "12")
    #expect(read.shortMessage.count == 255)
    #expect(read.tlvs.value(.messagePayload)?.count == 65535)
  }
}

/// A PDU of any body.
func frame(
  _ id: CommandID, _ body: some Collection<UInt8>, status: CommandStatus = .ok, sequence: UInt32 = 1
) -> [UInt8] {
  var writer = PDUWriter()
  writer.headerOnly(id, status, sequence)
  var bytes = writer.take()
  bytes.append(contentsOf: body)
  let length = UInt32(bytes.count)
  for place in 0..<4 { bytes[place] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * place)) }
  return bytes
}
