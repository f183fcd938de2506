import Glibc
import SMPP
import Synchronization

/// A blocking SMPP client that can misbehave. Every read gives up after 20 s.
final class ESME: Sendable {
  private let descriptor: Int32
  /// The gateway serves as long as its client is there.
  private let gateway: TestGateway?
  private let state = Mutex(State())

  private struct State {
    var sequence: UInt32 = 0
    /// PDUs that were read while another was looked for.
    var aside: [Received] = []
    var isOpen = true
  }

  struct Received: Sendable {
    var header: Header
    var pdu: PDU?
    var status: CommandStatus { header.commandStatus }
  }

  init(_ port: UInt16, of gateway: TestGateway) throws {
    self.gateway = gateway
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { typed in
      typed.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw Missing("no connection") }
    Self.limit(descriptor)
  }

  /// A connection that the other side opened.
  init(accepted descriptor: Int32) {
    gateway = nil
    self.descriptor = descriptor
    Self.limit(descriptor)
  }

  deinit { close() }

  private static func limit(_ descriptor: Int32) {
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var one: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
  }

  // MARK: Octets

  func write(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }

  private func octets(_ count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: max(1, count))
    while bytes.count < count {
      let got = recv(descriptor, &buffer, count - bytes.count, 0)
      guard got > 0 else { return nil }
      bytes += buffer[..<got]
    }
    return bytes
  }

  /// Whether the other side has ended the connection and nothing was left to read.
  var isAtEnd: Bool {
    var byte: UInt8 = 0
    let count = recv(descriptor, &byte, 1, 0)
    return count == 0 || count < 0 && errno != EAGAIN
  }

  func close() {
    guard
      state.withLock({ state in
        defer { state.isOpen = false }
        return state.isOpen
      })
    else { return }
    Glibc.close(descriptor)
  }

  /// Closes with a reset, as a line that breaks.
  func reset() {
    var value = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
    close()
  }

  // MARK: PDUs

  /// Sends requests in one write and tells their sequence numbers.
  @discardableResult
  func send(_ pdus: PDU..., version: InterfaceVersion = .v50) -> [UInt32] { send(all: pdus, version: version) }

  @discardableResult
  func send(all pdus: [PDU], version: InterfaceVersion = .v50) -> [UInt32] {
    var bytes: [UInt8] = []
    var sequences: [UInt32] = []
    for pdu in pdus {
      let sequence = state.withLock { state -> UInt32 in
        state.sequence += 1
        return state.sequence
      }
      sequences.append(sequence)
      bytes += pdu.encoded(sequence: sequence, version: version)
    }
    write(bytes)
    return sequences
  }

  /// The next PDU from the wire; nil at the end.
  private func read() -> Received? {
    guard let head = octets(4) else { return nil }
    let length = head.reduce(0) { $0 << 8 | Int($1) }
    guard length >= 16, let rest = octets(length - 4) else { return nil }
    let bytes = head + rest
    do {
      let (header, pdu) = try PDU.decode(bytes)
      return Received(header: header, pdu: pdu)
    } catch {
      return Received(header: error.header, pdu: nil)
    }
  }

  /// The first PDU that fits, others kept for later.
  func next(_ fits: (Received) -> Bool = { _ in true }) -> Received? {
    if let kept = state.withLock({ state in
      state.aside.firstIndex(where: fits).map { state.aside.remove(at: $0) }
    }) {
      return kept
    }
    while let received = read() {
      if fits(received) { return received }
      if received.header.commandID == .enquireLink {
        write(PDU.enquireLinkResp.encoded(sequence: received.header.sequenceNumber))
      } else {
        state.withLock { $0.aside.append(received) }
      }
    }
    return nil
  }

  /// The response to a request.
  func response(to sequence: UInt32) -> Received? {
    next { $0.header.commandID.isResponse && $0.header.sequenceNumber == sequence }
  }

  /// Sends a request and waits for its response.
  func ask(_ pdu: PDU, version: InterfaceVersion = .v50) -> Received? { response(to: send(pdu, version: version)[0]) }

  func bind(
    _ mode: BindMode = .transceiver, _ version: InterfaceVersion = .v34, systemID: String = "shop",
    password: String = "secret", systemType: String = ""
  ) -> CommandStatus? {
    ask(
      .bind(
        Bind(mode, systemID: systemID, password: password, systemType: systemType, interfaceVersion: version)))?.status
  }

  /// Submits and gives the id.
  func submit(_ submit: SubmitSM) throws -> String {
    guard let received = ask(.submitSM(submit)), received.status == .ok, case .submitSMResp(let resp)? = received.pdu
    else { throw Missing("the submit was refused") }
    return resp.messageID
  }

  /// The next receipt or message, answered with `status`; nil answers nothing.
  func delivery(answering status: CommandStatus? = .ok) throws -> DeliverSM {
    guard let received = next({ $0.header.commandID == .deliverSM }), case .deliverSM(let deliver)? = received.pdu
    else {
      throw Missing("no deliver_sm came")
    }
    if let status {
      write(PDU.deliverSMResp(MessageResp(messageID: "")).encoded(status, sequence: received.header.sequenceNumber))
    }
    return deliver
  }

  /// The next receipt's text.
  func receipt(answering status: CommandStatus? = .ok) throws -> ReceiptText {
    guard let text = ReceiptText(parsing: try delivery(answering: status).shortMessage) else {
      throw Missing("no receipt")
    }
    return text
  }
}

extension SubmitSM {
  /// A plain message that asks for a receipt. Its number is delivered at once by the simulated provider.
  static func plain(_ text: String = "Hello", to number: String = "375290990000", from source: String = "SHOP")
    -> SubmitSM
  {
    var submit = SubmitSM(
      source: .alphanumeric(source), destination: .international(number), shortMessage: Array(text.utf8))
    submit.registeredDelivery = .successAndFailure
    return submit
  }

  /// One of several parts under an 8-bit reference.
  static func part(_ number: UInt8, of total: UInt8, _ text: String, reference: UInt8 = 7, to: String = "375290990000")
    -> SubmitSM
  {
    var submit = plain("", to: to)
    submit.esmClass.hasUserDataHeader = true
    submit.shortMessage = [5, 0, 3, reference, total, number] + Array(text.utf8)
    return submit
  }
}
