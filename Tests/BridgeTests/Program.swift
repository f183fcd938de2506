import Glibc

/// The built command line, run as a program of its own.
struct Program {
  struct Ended {
    var output: String
    var errors: String
    var code: Int32
  }

  /// Beside the tests, where the package puts both.
  static var path: String {
    var buffer = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let own = String(decoding: buffer.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    let folder = own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let beside = folder + "/passerelle"
    if access(beside, X_OK) == 0 { return beside }
    // Where a runner of the toolchain has loaded the tests, its first argument that names them tells the folder.
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? ""
    return bundle.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
      + "/passerelle"
  }

  /// Runs it to its end. Nothing stands on its standard input but `input`.
  static func run(_ arguments: [String], input: String = "", environment: [String: String] = [:]) -> Ended {
    guard let started = Started(arguments, environment: environment) else {
      return Ended(output: "", errors: "cannot start \(path)", code: -1)
    }
    started.give(input)
    var (output, errors) = ("", "")
    started.readAll(output: &output, errors: &errors)
    return Ended(output: output, errors: errors, code: started.waitForEnd())
  }
}

/// A program that runs, with its three standard streams in pipes.
final class Started {
  let id: pid_t
  private var input: Int32
  private let output: Int32
  private let errors: Int32
  private var pending: [UInt8] = []
  private var isEnded = false

  init?(_ arguments: [String], environment: [String: String] = [:]) {
    var (first, second, third): ([Int32], [Int32], [Int32]) = ([0, 0], [0, 0], [0, 0])
    guard pipe(&first) == 0, pipe(&second) == 0, pipe(&third) == 0 else { return nil }
    for end in first + second + third { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, first[0], 0)
    posix_spawn_file_actions_adddup2(&actions, second[1], 1)
    posix_spawn_file_actions_adddup2(&actions, third[1], 2)
    var words: [UnsafeMutablePointer<CChar>?] = (["passerelle"] + arguments).map { strdup($0) } + [nil]
    var variables = Self.variables(environment)
    defer { for word in words + variables { free(word) } }
    var id: pid_t = 0
    let status = posix_spawn(&id, Program.path, &actions, nil, &words, &variables)
    for end in [first[0], second[1], third[1]] { close(end) }
    (input, output, errors, self.id) = (first[1], second[0], third[0], id)
    if status != 0 {
      isEnded = true
      return nil
    }
  }

  private static func variables(_ added: [String: String]) -> [UnsafeMutablePointer<CChar>?] {
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin"
    let kept = ["PATH=" + path, "TMPDIR=/tmp", "SWIFT_BACKTRACE=enable=no"]
    // Where the tests run under a sanitizer the program does, too.
    let sanitizer = ["ASAN_OPTIONS", "TSAN_OPTIONS", "LD_PRELOAD"].compactMap { name in
      getenv(name).map { name + "=" + String(cString: $0) }
    }
    return (kept + sanitizer + added.map { $0.key + "=" + $0.value }).map { strdup($0) } + [nil]
  }

  deinit {
    if !isEnded {
      kill(id, SIGKILL)
      _ = waitForEnd()
    }
    for end in [input, output, errors] where end >= 0 { close(end) }
  }

  /// Writes all of its input and ends it.
  func give(_ text: String) {
    let bytes = Array(text.utf8)
    if !bytes.isEmpty { _ = write(input, bytes, bytes.count) }
    close(input)
    input = -1
  }

  /// The next line on standard error; nil when there is none within ten seconds.
  func errorLine() -> String? {
    while true {
      if let end = pending.firstIndex(of: 0x0A) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeFirst(end + 1)
        return line
      }
      var watched = pollfd(fd: errors, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, 10_000) > 0, let more = Self.read(errors) else { return nil }
      pending += more
    }
  }

  /// Reads both streams to their end.
  func readAll(output text: inout String, errors words: inout String) {
    var (first, second): ([UInt8], [UInt8]) = ([], pending)
    var open = [output, errors]
    while !open.isEmpty {
      var watched = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard poll(&watched, nfds_t(watched.count), 60_000) > 0 else { break }
      for entry in watched where entry.revents != 0 {
        guard let more = Self.read(entry.fd) else {
          open.removeAll { $0 == entry.fd }
          continue
        }
        if entry.fd == output { first += more } else { second += more }
      }
    }
    (text, words) = (String(decoding: first, as: UTF8.self), String(decoding: second, as: UTF8.self))
  }

  /// Nil at the end of the stream.
  private static func read(_ descriptor: Int32) -> [UInt8]? {
    var chunk = [UInt8](repeating: 0, count: 16_384)
    let count = Glibc.read(descriptor, &chunk, chunk.count)
    return count > 0 ? Array(chunk[..<count]) : nil
  }

  func send(_ signal: Int32) { kill(id, signal) }

  /// Its exit code, or the signal that ended it below zero.
  func waitForEnd() -> Int32 {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
    isEnded = true
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
  }
}
