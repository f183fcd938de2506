import SMPP
import Transport

/// The reference: takes frames, answers them, keeps nothing. What the loops and the wire cost without a bridge behind them.
final class Sink: ConnectionHandler {
  private var frames = FrameReader(maximum: FrameReader.boundMaximum)
  private var output = PDUWriter()

  /// Listens on a free port of loopback until the process is ended.
  static func serve() -> ExitCode {
    ProcessLimits.ignoreBrokenPipes()
    _ = ProcessLimits.raiseDescriptorLimit()
    do throws(ListenFailure) {
      let listener = try Listener(at: Endpoint(host: "127.0.0.1", port: 0), on: EventLoopGroup()) { _ in Sink() }
      guard let ended = Awaited<ExitCode>() else { return .failed }
      let watch = SignalWatch([.terminate, .interrupt]) { _ in ended.give(.done) }
      Terminal.error("SMPP on \(listener.address)")
      defer { watch.cancel() }
      return ended.wait() ?? .failed
    } catch {
      Terminal.error("passerelle bench: \(error)")
      return .failed
    }
  }

  func connection(_ connection: Connection, received bytes: UnsafeRawBufferPointer) {
    frames.begin()
    do throws(FramingError) {
      while let header = try frames.next(of: bytes, { Header($0) }) {
        if let header { answer(header) }
      }
    } catch {
      return connection.abort()
    }
    if !output.isEmpty { connection.write(output.take()) }
  }

  func connectionClosed(_ connection: Connection, reason: Transport.CloseReason) {}

  private func answer(_ header: Header) {
    switch header.commandID {
    case .submitSM: output.submitSMResp(messageID: "100000000000000001", sequence: header.sequenceNumber)
    case .bindTransceiver:
      PDU.bindResp(BindResp(.transceiver, systemID: "sink", tlvs: [])).encode(
        sequence: header.sequenceNumber, into: &output)
    case .enquireLink: PDU.enquireLinkResp.encode(sequence: header.sequenceNumber, into: &output)
    case .unbind: PDU.unbindResp.encode(sequence: header.sequenceNumber, into: &output)
    default: break
    }
  }
}
