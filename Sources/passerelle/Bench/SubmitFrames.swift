import SMPP

/// Writes `submit_sm` frames that differ in sequence number and recipient alone, as cheaply as a load generator should.
struct SubmitFrames {
  private var template: [UInt8]
  /// Where the last seven digits of the recipient begin.
  private let digits: Int

  init(text: String, wantsReceipts: Bool) {
    var pdu = SubmitSM(
      source: .alphanumeric("Bench"), destination: .international("375290000000"),
      shortMessage: Array(text.utf8.prefix(140)))
    pdu.registeredDelivery = wantsReceipts ? .successAndFailure : .none
    let frame = PDU.submitSM(pdu).encoded(sequence: 0)
    let number = Array("375290000000".utf8)
    let place = frame.indices.first { frame[$0...].starts(with: number) } ?? 16
    template = frame
    digits = place + 5
  }

  /// Appends a frame. Recipients end in four digits that make the simulated provider deliver.
  mutating func append(_ sequence: UInt32, recipient: Int, to buffer: inout [UInt8]) {
    withUnsafeBytes(of: sequence.bigEndian) { bytes in
      for index in 0..<4 { template[12 + index] = bytes[index] }
    }
    // The two digits in front of the last four are never 99, which the simulator takes for a rule.
    var rest = recipient % 900_000
    for index in stride(from: 6, through: 0, by: -1) {
      template[digits + index] = 48 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    buffer.append(contentsOf: template)
  }
}
