import Glibc

/// One side of an SMTP conversation on loopback, octet by octet. Every wait gives up after 20 s.
final class MailTalk {
  private let descriptor: Int32
  private var pending: [UInt8] = []

  /// Nil when nobody listens.
  init?(_ port: UInt16) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    let connected = withUnsafePointer(to: &address) { typed in
      typed.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if connected != 0 { return nil }
  }

  deinit { close(descriptor) }

  func send(_ text: String) { send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }

  /// The lines of the next reply without their ends; fewer when the stream ended.
  func lines() -> [String] {
    var lines: [String] = []
    while let line = line() {
      lines.append(line)
      if line.utf8.count < 4 || Array(line.utf8)[3] != 0x2D { return lines }
    }
    return lines
  }

  /// The last line of the next reply; empty at the end of the stream.
  func reply() -> String { lines().last ?? "" }

  /// Sends a command and waits for its reply.
  @discardableResult
  func say(_ command: String) -> String {
    send(command + "\r\n")
    return reply()
  }

  /// A whole transaction; the reply to the end of the data, or the first refusal.
  func mail(from: String, to: [String], _ content: String) -> String {
    for command in ["MAIL FROM:<\(from)>"] + to.map({ "RCPT TO:<\($0)>" }) {
      let reply = say(command)
      guard reply.utf8.first == 0x32 else { return reply }
    }
    let go = say("DATA")
    guard go.utf8.starts(with: "354".utf8) else { return go }
    send(content + "\r\n.\r\n")
    return reply()
  }

  /// Whether the peer has ended its stream.
  var isAtEnd: Bool { line() == nil }

  private func line() -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      if let end = pending.firstIndex(of: 0x0A) {
        let line = pending[..<end].filter { $0 != 0x0D }
        pending.removeFirst(end + 1)
        return String(decoding: line, as: UTF8.self)
      }
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      pending += buffer[..<count]
    }
  }
}
