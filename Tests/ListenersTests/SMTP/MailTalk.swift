import Loopback

/// One side of an SMTP conversation on loopback, octet by octet. Every wait gives up after 20 s.
final class MailTalk {
  private let socket: RawSocket
  private var pending: [UInt8] = []

  /// Nil when nobody listens.
  init?(_ port: UInt16) {
    guard let socket = RawSocket(port) else { return nil }
    self.socket = socket
  }

  deinit { socket.finish() }

  func send(_ text: String) { send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) { socket.send(bytes) }

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
    while true {
      if let end = pending.firstIndex(of: 0x0A) {
        let line = pending[..<end].filter { $0 != 0x0D }
        pending.removeFirst(end + 1)
        return String(decoding: line, as: UTF8.self)
      }
      let more = socket.receiveSome()
      if more.isEmpty { return nil }
      pending += more
    }
  }
}
