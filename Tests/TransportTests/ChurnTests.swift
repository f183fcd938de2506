import Glibc
import Loopback
import Testing
import Transport

/// Each in a process of its own, where nothing else opens descriptors or takes memory.
@Suite(.timeLimit(.minutes(2)))
struct ChurnTests {
  @Test func `Resets right behind a frame leave no descriptor open`() async {
    await #expect(processExitsWith: .success) {
      let inbox = Inbox()
      let listener = try Listener(at: Endpoint(host: "127.0.0.1", port: 0), on: EventLoopGroup(count: 2)) { _ in
        Probe(inbox) { connection, bytes in connection.write(bytes) }
      }
      // The first round brings up what stays: epoll, workers.
      for round in 0..<2 {
        let before = openDescriptors()
        for number in 0..<2000 {
          guard let socket = RawSocket(listener.address.port) else { exit(2) }
          socket.send([UInt8](repeating: 1, count: 116))
          switch number % 4 {
          case 0: socket.finish()
          case 1:
            _ = socket.receive(116)
            socket.reset()
          default: socket.reset()
          }
          guard await inbox.closed() != nil else { exit(3) }
        }
        if round == 1, openDescriptors() > before { exit(4) }
      }
      await listener.stop()
    }
  }

  @Test func `Pausing, resuming and closing in every order crashes nothing and closes everything`() async {
    await #expect(processExitsWith: .success) {
      let inbox = Inbox()
      let loop = EventLoopGroup(count: 1)
      let steps: [@Sendable (Connection) -> Void] = [
        { $0.pauseReading() }, { $0.resumeReading() }, { $0.close(timeout: .milliseconds(20)) }, { $0.abort() },
        { $0.write([UInt8](repeating: 0, count: 300_000)) },
      ]
      let listener = try Listener(at: Endpoint(host: "127.0.0.1", port: 0), on: loop) { _ in
        Probe(inbox) { connection, bytes in
          for byte in bytes { steps[Int(byte)](connection) }
        }
      }
      let before = openDescriptors()
      for first in UInt8(0)..<5 {
        for second in UInt8(0)..<5 {
          for third in UInt8(0)..<5 {
            guard let socket = RawSocket(listener.address.port) else { exit(2) }
            // The last step always ends the connection: nothing else would where reading stays paused.
            socket.send([first, second, third, 3])
            guard await inbox.closed() != nil else { exit(3) }
            socket.finish()
          }
        }
      }
      if openDescriptors() > before + 1 { exit(4) }
    }
  }

  @Test func `Two thousand idle connections cost little memory`() async {
    await #expect(processExitsWith: .success) {
      ProcessLimits.raiseDescriptorLimit()
      let inbox = Inbox()
      let listener = try Listener(at: Endpoint(host: "127.0.0.1", port: 0), on: EventLoopGroup(count: 2)) { _ in
        Probe(inbox) { connection, bytes in connection.write(bytes) }
      }
      var sockets: [RawSocket] = []
      func open(_ count: Int) async {
        for _ in 0..<count {
          guard let socket = RawSocket(listener.address.port) else { exit(2) }
          socket.send([1])
          guard socket.receive(1) == [1] else { exit(3) }
          _ = await inbox.next()
          _ = await inbox.next()
          sockets.append(socket)
        }
      }
      await open(100)
      let before = residentBytes()
      await open(2000)
      let each = (residentBytes() - before) / 2000
      // About 1.2 KiB in an optimised build; a read buffer for each connection would be far above.
      if each > 8 << 10 { exit(4) }
    }
  }

  @Test func `Running out of descriptors pauses accepting and resumes by itself`() async {
    await #expect(processExitsWith: .success) {
      let exhausted = Inbox()
      var options = ListenerOptions()
      options.exhausted = { _ in exhausted.add(.drained) }
      let listener = try Listener(
        at: Endpoint(host: "127.0.0.1", port: 0), on: EventLoopGroup(count: 1), options: options
      ) { _ in Echo() }
      guard let first = RawSocket(listener.address.port) else { exit(2) }
      first.send([1])
      guard first.receive(1) == [1] else { exit(3) }
      let waiting = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      let usual = limit
      limit.rlim_cur = rlim_t(waiting + 1)
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      while Glibc.open("/dev/null", O_RDONLY) >= 0 {}
      guard let second = RawSocket(listener.address.port, descriptor: waiting) else { exit(5) }
      second.send([2])
      guard await exhausted.next() == .drained else { exit(6) }
      limit = usual
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      guard second.receive(1) == [2] else { exit(7) }
    }
  }
}

func openDescriptors() -> Int {
  guard let folder = opendir("/proc/self/fd") else { return -1 }
  defer { closedir(folder) }
  var count = 0
  while readdir(folder) != nil { count += 1 }
  return count
}

/// Resident memory of the process.
func residentBytes() -> Int {
  guard let file = fopen("/proc/self/statm", "r") else { return 0 }
  defer { fclose(file) }
  var text = [CChar](repeating: 0, count: 128)
  guard fgets(&text, Int32(text.count), file) != nil else { return 0 }
  let fields = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }.split(separator: 0x20)
  return fields.count > 1 ? (Int(String(decoding: fields[1], as: UTF8.self)) ?? 0) * sysconf(Int32(_SC_PAGESIZE)) : 0
}
