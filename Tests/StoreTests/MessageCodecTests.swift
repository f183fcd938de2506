import Messages
import Store
import Testing

@Suite("Message codec") struct MessageCodecTests {
  private func encode(_ message: Message) -> [UInt8] {
    var bytes: [UInt8] = []
    MessageCodec.encode(message, into: &bytes)
    return bytes
  }

  private func decode(_ bytes: [UInt8], id: MessageID) -> Result<Message, MessageDamage> {
    bytes.withUnsafeBytes { bytes in
      Result { () throws(MessageDamage) -> Message in try MessageCodec.decode(bytes, id: id) }
    }
  }

  @Test("every message comes back as it went in", arguments: CodecSamples.messages)
  func roundTrip(_ message: Message) {
    #expect(decode(encode(message), id: message.id) == .success(message))
  }

  @Test("a message cut anywhere is an error, never a trap", arguments: CodecSamples.messages)
  func truncation(_ message: Message) {
    let bytes = encode(message)
    for length in 0..<min(bytes.count, 600) {
      #expect(throws: MessageDamage.self) { try decode(Array(bytes[..<length]), id: message.id).get() }
    }
  }

  @Test("any single octet may be wrong without a trap", arguments: CodecSamples.messages)
  func corruption(_ message: Message) {
    let bytes = encode(message)
    var different = 0
    for index in 0..<min(bytes.count, 300) {
      for octet in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] where bytes[index] != octet {
        var damaged = bytes
        damaged[index] = octet
        if decode(damaged, id: message.id) != .success(message) { different += 1 }
      }
    }
    #expect(different > 0)
  }

  @Test("another version, an octet too many and a number too long are named")
  func damages() {
    let bytes = encode(message(1))
    #expect(decode([4] + bytes.dropFirst(), id: 1) == .failure(.version(4)))
    #expect(decode([0] + bytes.dropFirst(), id: 1) == .failure(.version(0)))
    #expect(decode(bytes + [0], id: 1) == .failure(.trailing(bytes.count)))
    #expect(decode([], id: 1) == .failure(.truncated(0)))
    #expect(decode([1] + [UInt8](repeating: 0xFF, count: 12), id: 1) == .failure(.value(11)))
  }

  @Test("a message of the first version is read; its coding is the default one")
  func firstVersion() {
    // Whose origin is the operator, the first two versions differ in their number alone; the third ends in a route and an
    // address.
    let sample = message(7, origin: .operatorConsole)
    #expect(decode([1] + encode(sample).dropFirst().dropLast(2), id: 7) == .success(sample))
    let submit = message(8)
    guard case .smpp(let origin) = submit.origin, origin.echoedTLVs.isEmpty else {
      Issue.record("the sample is no plain submit")
      return
    }
    // The coding stands before the number of echoed parameters, which ends the form before the third version.
    let bytes = encode(submit)
    #expect(decode([1] + bytes.dropFirst().dropLast(4) + [0], id: 8) == .success(submit))
  }

  @Test("a plain short message takes little room")
  func size() {
    #expect(encode(message(1, text: "")).count < 100)
  }
}
