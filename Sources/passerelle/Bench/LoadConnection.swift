import Glibc
import SMPP
import Transport

/// One bind of the load generator. It reads headers only and keeps the window full. Confined to its loop.
final class LoadConnection: ConnectionHandler {
  private let connection: Connection
  /// Held by each other until the run stops.
  private let run: LoadRun
  private let target: ClientTarget
  private var frames = FrameReader(maximum: FrameReader.boundMaximum)
  private var submits: SubmitFrames
  private let messages: Int
  private let firstRecipient: Int
  /// When each message was written, by sequence number less one (nanoseconds of the monotonic clock).
  private var sentAt: [Int64] = []
  private var answered = 0
  private var output: [UInt8] = []
  private var isBound = false

  init(_ connection: Connection, _ run: LoadRun, _ target: ClientTarget, number: Int, messages: Int) {
    self.connection = connection
    self.run = run
    self.target = target
    self.messages = messages
    submits = run.submits
    firstRecipient = number * 7_919
    sentAt.reserveCapacity(messages)
  }

  func connectionOpened(_ connection: Connection) {
    let bind = Bind(.transceiver, systemID: target.systemID, password: target.password, systemType: target.systemType)
    connection.write(PDU.bind(bind).encoded(sequence: 0x7000_0000))
  }

  /// Sends so many more messages.
  func submit(_ count: Int, at now: Int64) {
    for _ in 0..<min(count, messages - sentAt.count) {
      sentAt.append(now)
      submits.append(UInt32(truncatingIfNeeded: sentAt.count), recipient: firstRecipient + sentAt.count, to: &output)
    }
    flush()
  }

  private func flush() {
    guard !output.isEmpty else { return }
    connection.write(output)
    output.removeAll(keepingCapacity: true)
  }

  func connection(_ connection: Connection, received bytes: UnsafeRawBufferPointer) {
    let now = LoadRun.now
    let before = answered
    frames.begin()
    do throws(FramingError) {
      while try frames.next(of: bytes, { self.take($0, now) }) != nil {}
    } catch {
      return connection.abort()
    }
    if answered > before { run.answered(answered - before, by: self, at: now) }
    flush()
  }

  private func take(_ frame: UnsafeRawBufferPointer, _ now: Int64) {
    guard let header = Header(frame) else { return }
    switch header.commandID {
    case .submitSMResp: response(header, now)
    case .deliverSM:
      PDU.deliverSMResp(MessageResp()).append(header.sequenceNumber, to: &output)
      run.receipt(at: now)
    case .bindTransceiver.response:
      isBound = header.commandStatus == .ok
      run.bound(self, header.commandStatus)
    case .enquireLink: PDU.enquireLinkResp.append(header.sequenceNumber, to: &output)
    default: break
    }
  }

  private func response(_ header: Header, _ now: Int64) {
    answered += 1
    let index = Int(header.sequenceNumber) - 1
    guard sentAt.indices.contains(index), header.commandStatus == .ok else { return run.refused(header.commandStatus) }
    run.latencies.append(now - sentAt[index])
  }

  func unbind() {
    PDU.unbind.append(0x7000_0001, to: &output)
    flush()
    connection.close(timeout: .seconds(1))
  }

  func connectionClosed(_ connection: Connection, reason: Transport.CloseReason) { run.lost(self, wasBound: isBound) }
}

extension PDU {
  /// Appends a PDU that consists of a header and at most one NUL: responses without an id, `unbind`.
  fileprivate func append(_ sequence: UInt32, to buffer: inout [UInt8]) {
    let hasID = commandID == .deliverSM.response
    let words = [hasID ? 17 : 16, commandID.rawValue, 0, sequence]
    for word in words {
      for shift in [UInt32(24), 16, 8, 0] { buffer.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    if hasID { buffer.append(0) }
  }
}
