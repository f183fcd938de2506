import SMPP

/// PDUs between octets and values.
struct CodecMeasure {
  let seconds: Double

  func run() {
    let submit = Self.submit
    let frame = PDU.submitSM(submit).encoded(sequence: 7)
    let stream = (0..<512).flatMap { _ in frame }
    row("submit_sm, octets to value", frame.count) {
      frame.withUnsafeBytes { use(try? PDU.decode($0)) }
    }
    row("submit_sm, value to octets", frame.count) { use(PDU.submitSM(submit).encoded(sequence: 7)) }
    var frames = FrameReader(maximum: FrameReader.boundMaximum)
    var read = 0
    let reading = Stopwatch(seconds: seconds) {
      frames.begin()
      stream.withUnsafeBytes { bytes in
        do throws(FramingError) {
          while let header = try frames.next(of: bytes, { Header($0) }) { read += header == nil ? 0 : 1 }
        } catch {
          Output.error("the stream does not read")
        }
      }
    }
    use(read)
    print("512 frames found in a stream", "512 PDUs", stream.count, reading)
    var writer = PDUWriter()
    let answering = Stopwatch(seconds: seconds) {
      for sequence in 0..<UInt32(512) { writer.submitSMResp(messageID: "100000000000000001", sequence: sequence) }
      use(writer.take())
    }
    print("512 submit_sm_resp written", "512 PDUs", 512 * 35, answering)
  }

  private func row(_ name: String, _ octets: Int, _ work: () -> Void) {
    print(name, "PDU", octets, Stopwatch(seconds: seconds, work))
  }

  private func print(_ name: String, _ unit: String, _ octets: Int, _ watch: Stopwatch) {
    Row(name: name, unit: unit, octets: octets, watch: watch).print(seconds: seconds)
  }

  private static var submit: SubmitSM {
    var submit = SubmitSM(
      source: .alphanumeric("Bench"), destination: .international("375291234567"),
      shortMessage: Array("Your order has been sent and comes tomorrow before 12 o'clock.".utf8))
    submit.registeredDelivery = .successAndFailure
    return submit
  }
}
