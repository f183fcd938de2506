import Glibc
import PostgresStore
import Store
import Synchronization

/// A PostgreSQL server of our own: its data in a temporary folder, reached by a socket there, `fsync` on. It ends with
/// the process that started it, whatever way that goes: a shell holds a pipe to it.
final class PostgresServer: Sendable {
  /// Why there is none.
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  let folder: String
  private let process = Mutex<Running?>(nil)
  private let databases = Atomic(0)

  private struct Running {
    var shell: pid_t
    /// Closing it ends the server.
    var leash: Int32
  }

  /// The newest installed binaries; nil when there are none, or when `PASSERELLE_POSTGRES` is 0.
  static let binaries: String? = {
    if getenv("PASSERELLE_POSTGRES").map({ String(cString: $0) }) == "0" { return nil }
    for version in (10...30).reversed() {
      let folder = "/usr/lib/postgresql/\(version)/bin"
      if access(folder + "/initdb", X_OK) == 0 { return folder }
    }
    return nil
  }()

  /// One for all tests that leave it running.
  static let shared: Result<PostgresServer, any Error> = Result {
    let server = try PostgresServer()
    try server.start()
    let connection = try Connection(url: server.url(of: "postgres"))
    try connection.ask("CREATE DATABASE prepared")
    try PostgresStore(url: server.url(of: "prepared"), node: 0).close()
    let prepared = try Connection(url: server.url(of: "prepared"))
    try prepared.ask("DELETE FROM nodes")
    return server
  }

  /// Makes the data folder.
  init() throws {
    guard let binaries = Self.binaries else { throw Failure(description: "no PostgreSQL server is installed") }
    var template = Array("/tmp/passerelle-postgres-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw Failure(description: String(cString: strerror(errno))) }
    folder = String(cString: made)
    let status = try Self.run(
      """
      \(Self.asServer("chown postgres '\(folder)'"))
      \(Self.user) '\(binaries)/initdb' -D '\(folder)/data' -A trust -U passerelle -E UTF8 --locale=C -N >'\(folder)/log' 2>&1
      """)
    guard status == 0 else { throw Failure(description: "initdb failed, see \(folder)/log") }
  }

  deinit { stop() }

  /// The server refuses to run as root.
  private static var user: String { geteuid() == 0 ? "runuser -u postgres --" : "" }
  private static func asServer(_ command: String) -> String { geteuid() == 0 ? command : "true" }

  func url(of database: String) -> String { "postgresql:///\(database)?host=\(folder)&user=passerelle" }

  /// A database with our tables, empty.
  func database() throws -> String {
    let name = "test\(databases.add(1, ordering: .relaxed).oldValue)"
    let connection = try Connection(url: url(of: "postgres"))
    try connection.ask("CREATE DATABASE \(name) TEMPLATE prepared")
    return url(of: name)
  }

  // MARK: Running

  /// Starts it, and returns when it takes connections.
  func start() throws {
    guard let binaries = Self.binaries else { return }
    // The shell must hold no output of the tests, or whoever reads that waits for it; and it may have been born with
    // SIGCHLD blocked, so it looks instead of waiting.
    let script = """
      exec >/dev/null 2>&1
      \(Self.user) '\(binaries)/postgres' -D '\(folder)/data' -k '\(folder)' -c listen_addresses='' -c fsync=on \
      -c max_connections=500 -c shared_buffers=64MB -c superuser_reserved_connections=3 </dev/null >>'\(folder)/log' 2>&1 &
      read line
      server=$(head -n 1 '\(folder)/data/postmaster.pid')
      kill -INT $server
      while kill -0 $server; do sleep 0.1; done
      [ -n "$line" ] || rm -rf '\(folder)'
      """
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Failure(description: String(cString: strerror(errno))) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let shell = try Self.spawn(script, input: ends[0])
    close(ends[0])
    process.withLock { $0 = Running(shell: shell, leash: ends[1]) }
    for _ in 0..<300 {
      if (try? Connection(url: url(of: "postgres"))) != nil { return }
      // Ends early when the shell that holds the server dies.
      if Self.broke(ends[1], within: 50) { break }
    }
    throw Failure(description: "the server does not start, see \(folder)/log")
  }

  /// Whether whoever reads the pipe has gone; waits for that so many milliseconds.
  private static func broke(_ descriptor: Int32, within milliseconds: Int32) -> Bool {
    var watched = pollfd(fd: descriptor, events: 0, revents: 0)
    return poll(&watched, 1, milliseconds) > 0
  }

  /// The number that the server wrote down for itself.
  private var pid: pid_t? {
    guard let file = fopen(folder + "/data/postmaster.pid", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 64)
    guard fgets(&line, 64, file) != nil else { return nil }
    let digits = line.prefix { (48...57).contains($0) }.map { UInt8(bitPattern: $0) }
    return pid_t(String(decoding: digits, as: UTF8.self))
  }

  /// `kill -9`, of the server and of what works for it, as when the machine dies.
  func kill() {
    guard let pid else { return }
    let leash = process.withLock { $0?.leash } ?? -1
    let children = Self.children(of: pid)
    for process in [pid] + children { _ = Glibc.kill(process, SIGKILL) }
    for process in [pid] + children {
      while Glibc.kill(process, 0) == 0, !Self.isGone(process), !Self.broke(leash, within: 5) {}
    }
    reap(keeping: true)
    unlink(folder + "/data/postmaster.pid")
  }

  private static func children(of parent: pid_t) -> [pid_t] {
    guard let file = fopen("/proc/\(parent)/task/\(parent)/children", "r") else { return [] }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 16_384)
    guard fgets(&line, 16_384, file) != nil else { return [] }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return text.split(separator: " ").compactMap { pid_t($0.filter(\.isNumber)) }
  }

  /// Dead, and only not waited for.
  private static func isGone(_ process: pid_t) -> Bool {
    guard let file = fopen("/proc/\(process)/stat", "r") else { return true }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    guard fgets(&line, 512, file) != nil else { return true }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return text.split(separator: ")").last?.hasPrefix(" Z") ?? true
  }

  /// Ends it in order and takes the folder away.
  func stop() { reap(keeping: false) }

  private func reap(keeping: Bool) {
    process.withLock { running in
      guard let current = running else { return }
      if keeping { _ = write(current.leash, "keep\n", 5) }
      close(current.leash)
      var status: Int32 = 0
      while waitpid(current.shell, &status, 0) < 0, errno == EINTR {}
      running = nil
    }
  }

  // MARK: Processes

  /// Runs a script to its end. Answers its exit code.
  private static func run(_ script: String) throws -> Int32 {
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(null) }
    let shell = try spawn(script, input: null)
    var status: Int32 = 0
    while waitpid(shell, &status, 0) < 0, errno == EINTR {}
    return (status >> 8) & 0xFF
  }

  private static func spawn(_ script: String, input: Int32) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    // In a session of its own: what ends the tests with all their group must leave the one who tidies up behind them.
    let arguments = ["setsid", "/bin/sh", "-c", "cd /; " + script].map { (text: String) in strdup(text) } + [nil]
    defer { arguments.forEach { free($0) } }
    var process = pid_t()
    let code = posix_spawn(&process, "/usr/bin/setsid", &actions, nil, arguments, environ)
    guard code == 0 else { throw Failure(description: String(cString: strerror(code))) }
    return process
  }
}
