import SMSText
import Testing

struct DataCodingTests {
  @Test(
    "each assigned octet names its alphabet and is what the alphabet is sent with",
    arguments: [
      (0, .standard), (1, .ia5), (3, .latin1), (4, .octets), (5, .jis), (6, .cyrillic), (7, .hebrew), (8, .ucs2),
      (9, .pictogram), (10, .musicCodes), (13, .extendedKanji), (14, .ksc5601),
    ] as [(UInt8, Alphabet)])
  func assigned(octet: UInt8, alphabet: Alphabet) {
    let coding = DataCoding(octet)
    #expect(coding.alphabet == alphabet)
    #expect(!coding.isReserved)
    #expect(coding.messageClass == nil)
    #expect(coding.messageWaiting == nil)
    #expect(DataCoding(alphabet) == coding)
  }

  @Test("coding 2 is binary too")
  func secondBinary() {
    #expect(DataCoding(2).alphabet == .octets)
    #expect(!DataCoding(2).isReserved)
  }

  @Test(
    "reserved octets read as the default alphabet", arguments: [11, 12, 15, 0x20, 0x3F, 0x40, 0x7F, 0x80, 0xB0, 0xBF])
  func reserved(octet: UInt8) {
    #expect(DataCoding(octet).alphabet == .standard)
    #expect(DataCoding(octet).isReserved)
    #expect(!DataCoding(octet).isFlash)
  }

  @Test("every octet has a meaning")
  func total() {
    for octet in UInt8.min ... .max {
      let coding = DataCoding(octet)
      #expect(coding.octet == octet)
      #expect(Alphabet.allCases.contains(coding.alphabet))
      #expect(coding.isFlash == (coding.messageClass == .flash))
      #expect(coding.messageClass == nil || coding.messageWaiting == nil)
    }
  }

  @Test(
    "the class group tells class and width",
    arguments: [
      (0xF0, .standard, .flash), (0xF1, .standard, .phone), (0xF2, .standard, .sim), (0xF3, .standard, .terminal),
      (0xF4, .octets, .flash), (0xF5, .octets, .phone), (0xF6, .octets, .sim), (0xF7, .octets, .terminal),
      (0x10, .standard, .flash), (0x13, .standard, .terminal), (0x15, .octets, .phone), (0x18, .ucs2, .flash),
      (0x1A, .ucs2, .sim),
    ] as [(UInt8, Alphabet, MessageClass)])
  func classes(octet: UInt8, alphabet: Alphabet, messageClass: MessageClass) {
    let coding = DataCoding(octet)
    #expect(coding.alphabet == alphabet)
    #expect(coding.messageClass == messageClass)
    #expect(coding.isFlash == (messageClass == .flash))
    #expect(coding.isReserved == (octet < 0xF0))
  }

  @Test("the reserved bit of the class group is flagged and does not change the alphabet")
  func reservedClassBit() {
    #expect(DataCoding(0xF8).isReserved)
    #expect(DataCoding(0xF8).alphabet == .standard)
    #expect(DataCoding(0xFC).alphabet == .octets)
  }

  @Test(
    "message waiting tells kind, state and whether the text is kept",
    arguments: [
      (0xC0, .voicemail, false, true, .standard), (0xC8, .voicemail, true, true, .standard),
      (0xC9, .fax, true, true, .standard), (0xD2, .email, false, false, .standard),
      (0xDB, .other, true, false, .standard), (0xE8, .voicemail, true, false, .ucs2),
      (0xE3, .other, false, false, .ucs2),
    ] as [(UInt8, MessageWaiting.Kind, Bool, Bool, Alphabet)])
  func waiting(octet: UInt8, kind: MessageWaiting.Kind, active: Bool, discards: Bool, alphabet: Alphabet) {
    let coding = DataCoding(octet)
    #expect(coding.messageWaiting == MessageWaiting(kind: kind, isActive: active, discardsText: discards))
    #expect(coding.alphabet == alphabet)
    #expect(coding.messageClass == nil)
    #expect(!coding.isReserved)
    #expect(DataCoding(octet | 0x04).isReserved)
  }

  @Test("a class is asked for where the alphabet can carry one")
  func building() {
    #expect(DataCoding(.standard, messageClass: .flash).octet == 0xF0)
    #expect(DataCoding(.octets, messageClass: .sim).octet == 0xF6)
    #expect(DataCoding(.ucs2, messageClass: .flash).octet == 0x18)
    #expect(DataCoding(.latin1, messageClass: .flash).octet == 3)
    for alphabet in Alphabet.allCases { #expect(DataCoding(alphabet).alphabet == alphabet) }
  }
}
