import SMPP
import Transport

/// The reference: takes frames, answers them, keeps nothing. What the loops and the wire cost without a bridge behind them.
final class Sink: ConnectionHandler {
  private var frames = FrameReader(maximum: FrameReader.boundMaximum)
  private var output = PDUWriter()

  /// Listens on a free port of loopback until the process is ended.
  ///
  /// - Parameter tls: whether all connections begin with a handshake.
  static func serve(tls: Bool) -> ExitCode {
    ProcessLimits.ignoreBrokenPipes()
    _ = ProcessLimits.raiseDescriptorLimit()
    var options = ListenerOptions()
    if tls {
      guard let context = context() else { return .failed }
      options.tls = .implicit(context)
    }
    do throws(ListenFailure) {
      let place = Endpoint(host: "127.0.0.1", port: 0)
      let listener = try Listener(at: place, on: EventLoopGroup(), options: options) { _ in Sink() }
      guard let ended = Awaited<ExitCode>() else { return .failed }
      let watch = SignalWatch([.terminate, .interrupt]) { _ in ended.give(.done) }
      Terminal.error("SMPP \(tls ? "over TLS " : "")on \(listener.address)")
      defer { watch.cancel() }
      return ended.wait() ?? .failed
    } catch {
      Terminal.error("passerelle bench: \(error)")
      return .failed
    }
  }

  /// A certificate of its own, in a folder that is gone once it has been read.
  private static func context() -> TLSContext? {
    guard let folder = TemporaryFolder() else {
      Terminal.error("passerelle bench: no folder for a certificate: \(SystemError.text())")
      return nil
    }
    let (certificate, key) = (folder.path + "/sink.pem", folder.path + "/sink.key")
    do throws(TLSFailure) {
      try SelfSignedCertificate.write(name: "sink.localhost", certificateFile: certificate, keyFile: key)
      return try TLSContext(
        server: ServerTLS(certificate: ServerTLS.Certificate(certificateFile: certificate, keyFile: key)))
    } catch {
      Terminal.error("passerelle bench: TLS: \(error.reason)")
      return nil
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
