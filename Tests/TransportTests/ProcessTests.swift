import Glibc
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct ProcessTests {
  @Test func `Signals arrive as values and end nothing`() async {
    await #expect(processExitsWith: .success) {
      let inbox = Inbox()
      let watch = SignalWatch { inbox.add(.received([UInt8($0.rawValue)])) }
      for number in [SIGHUP, SIGUSR1, SIGTERM, SIGINT] {
        kill(getpid(), number)
        guard await inbox.next() == .received([UInt8(number)]) else { exit(2) }
      }
      watch.cancel()
    }
  }

  @Test(arguments: [true, false])
  func `The service manager is told at a path or an abstract name`(isAbstract: Bool) throws {
    let path = isAbstract ? "@passerelle-test-\(getpid())" : "/tmp/passerelle-test-\(getpid()).sock"
    let receiver = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    defer {
      close(receiver)
      unlink(path)
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var name = Array(path.utf8)
    if isAbstract { name[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
    let bound = withUnsafePointer(to: &address) { typed in
      typed.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(receiver, $0, length) }
    }
    try #require(bound == 0)
    #expect(ServiceManager.notify("READY=1", socketPath: path))
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = recv(receiver, &buffer, buffer.count, 0)
    #expect(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self) == "READY=1")
  }

  @Test func `Without a service manager nobody is told`() {
    #expect(!ServiceManager.notify("READY=1", socketPath: nil))
    #expect(!ServiceManager.notify("READY=1", socketPath: "/tmp/nobody-listens-here"))
    #expect(!ServiceManager.notify("READY=1", socketPath: String(repeating: "x", count: 200)))
  }

  @Test func `The watchdog is for the process that it names, and for whole numbers`() {
    #expect(ServiceManager.watchdogInterval(microseconds: "30000000", process: nil) == .seconds(30))
    #expect(ServiceManager.watchdogInterval(microseconds: "500", process: "\(getpid())") == .microseconds(500))
    #expect(ServiceManager.watchdogInterval(microseconds: "30000000", process: "1") == nil)
    for word in ["", "0", "-1", "soon", "99999999999999999999"] {
      #expect(ServiceManager.watchdogInterval(microseconds: word, process: nil) == nil)
    }
    #expect(ServiceManager.watchdogInterval(microseconds: nil, process: nil) == nil)
  }

  @Test func `The descriptor limit rises to the hard one`() async {
    await #expect(processExitsWith: .success) {
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      if ProcessLimits.raiseDescriptorLimit() != Int(clamping: limit.rlim_max) { exit(2) }
      if !ProcessLimits.capMallocArenas() { exit(3) }
    }
  }
}
