import Messages
import SMPP
import SMSText
import Testing
import Translation

@Suite struct PartTests {
  private func part(_ header: [UInt8], _ octets: [UInt8], coding: UInt8 = 0) -> SubmitSM {
    .text(header + octets, coding: coding) { $0.esmClass.hasUserDataHeader = true }
  }

  private func eight(_ number: UInt8, of total: UInt8, _ octets: [UInt8], coding: UInt8 = 0) -> SubmitSM {
    part([5, 0, 3, 0x2A, total, number], octets, coding: coding)
  }

  private func joined(_ parts: [SubmitSM]) -> String? {
    guard case .success(let message) = SubmitTranslation.of().join(parts, now: now) else { return nil }
    return message.text
  }

  @Test func allThreeKindsOfReferenceAreKnown() {
    let translation = SubmitTranslation.of()
    let short = translation.part(eight(2, of: 3, [0x41]))
    #expect(short?.width == 8 && short?.reference == 0x2A && short?.total == 3 && short?.number == 2)
    let long = translation.part(part([6, 8, 4, 0x12, 0x34, 2, 1], [0x41]))
    #expect(long?.width == 16 && long?.reference == 0x1234 && long?.total == 2 && long?.number == 1)
    let sar = translation.part(
      .plain {
        $0.tlvs = [.uint16(.sarMsgRefNum, 0xABCD), .uint8(.sarTotalSegments, 4), .uint8(.sarSegmentSeqnum, 4)]
      })
    #expect(sar?.width == 0 && sar?.reference == 0xABCD && sar?.total == 4 && sar?.number == 4)
  }

  @Test(arguments: [(UInt8(0), UInt8(1)), (2, 0), (2, 3), (1, 1)])
  func aReferenceThatMakesNoSenseIsAMessageOfItsOwn(_ total: UInt8, _ number: UInt8) {
    let translation = SubmitTranslation.of()
    #expect(translation.message(eight(number, of: total, Array("alone".utf8)))?.text == "alone")
    let sar = SubmitSM.plain {
      $0.tlvs = [.uint16(.sarMsgRefNum, 1), .uint8(.sarTotalSegments, total), .uint8(.sarSegmentSeqnum, number)]
    }
    #expect(translation.message(sar)?.text == "Hello")
  }

  @Test func theHeaderCountsBeforeTheParameters() {
    var both = eight(1, of: 2, [0x41])
    both.tlvs = [.uint16(.sarMsgRefNum, 9), .uint8(.sarTotalSegments, 5), .uint8(.sarSegmentSeqnum, 5)]
    #expect(SubmitTranslation.of().part(both)?.width == 8)
  }

  @Test func anEscapePairMayBeSplitBetweenParts() {
    #expect(joined([eight(1, of: 2, [0x41, 0x1B]), eight(2, of: 2, [0x65, 0x42])]) == "A€B")
  }

  @Test func aSurrogatePairMayBeSplitBetweenParts() {
    #expect(
      joined([eight(1, of: 2, [0, 0x41, 0xD8, 0x3D], coding: 8), eight(2, of: 2, [0xDE, 0x00, 0, 0x42], coding: 8)])
        == "A😀B")
  }

  @Test func anOddOctetMayBeSplitBetweenParts() {
    #expect(joined([eight(1, of: 2, [0x04], coding: 8), eight(2, of: 2, [0x1F], coding: 8)]) == "П")
  }

  @Test func packedPartsAreUnpackedEachByItself() {
    let translation = SubmitTranslation.of { $0.coding.coding0 = .packed }
    let parts = ["first part, ", "second part @", "!"].enumerated().map { index, text in
      let septets = GSMAlphabet.standard.encode(text) ?? []
      // Six octets of header: one fill bit brings the text to a septet's boundary.
      return eight(
        UInt8(index + 1), of: 3, PackedSeptets.pack(septets, fillBits: PackedSeptets.fillBits(afterHeaderOf: 6)))
    }
    guard case .success(let message) = translation.join(parts, now: now) else {
      Issue.record("not joined")
      return
    }
    #expect(message.text == "first part, second part @!")
  }

  @Test func whatCameIsJoinedWithoutTheRest() {
    #expect(joined([eight(1, of: 3, Array("one ".utf8)), eight(3, of: 3, Array("three".utf8))]) == "one three")
  }

  @Test func aPartIsRefusedForWhatIsWrongWithoutItsText() {
    var wrong = eight(1, of: 2, [0x41])
    wrong.scheduleDeliveryTime = "soon"
    #expect(SubmitTranslation.of().refusal(wrong) == .scheduleInvalid)
  }
}
