import Glibc

/// A program that this one started, with its standard error in a pipe.
final class ChildProcess {
  let id: pid_t
  private let errors: Int32
  private var buffer: [UInt8] = []
  private var isReaped = false

  /// Starts this very program with other arguments; nil when the system refuses.
  init?(arguments: [String]) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
    var words: [UnsafeMutablePointer<CChar>?] = (["passerelle"] + arguments).map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var id: pid_t = 0
    let status = posix_spawn(&id, "/proc/self/exe", &actions, nil, words, environ)
    close(ends[1])
    guard status == 0 else {
      close(ends[0])
      return nil
    }
    self.id = id
    errors = ends[0]
  }

  deinit {
    if !isReaped { stop(SIGKILL) }
    close(errors)
  }

  /// The next line on its standard error; nil at the end, or when none came in time.
  func line(within milliseconds: Int32) -> String? {
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        let line = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeFirst(end + 1)
        return line
      }
      var watched = pollfd(fd: errors, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, milliseconds) > 0 else { return nil }
      var chunk = [UInt8](repeating: 0, count: 4_096)
      let count = read(errors, &chunk, chunk.count)
      guard count > 0 else { return nil }
      buffer += chunk[..<count]
    }
  }

  /// How long a process may take to end by itself: the bridge's own `drain_timeout` and a little more (milliseconds).
  private static let patience: Int64 = 12_000

  /// Sends the signal and waits for the end. What has not ended in time is killed.
  ///
  /// Returns whether it ended by itself.
  @discardableResult
  func stop(_ signal: Int32 = SIGTERM) -> Bool {
    guard !isReaped else { return true }
    kill(id, signal)
    let end = LoadRun.now + Self.patience * 1_000_000
    while signal != SIGKILL, LoadRun.now < end {
      if isOver() { return true }
      // Its last lines are read so that a full pipe cannot keep it from ending; a closed one gives nil at once.
      if line(within: 20) == nil { poll(nil, 0, 2) }
    }
    kill(id, SIGKILL)
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
    isReaped = true
    return signal == SIGKILL
  }

  private func isOver() -> Bool {
    var status: Int32 = 0
    isReaped = waitpid(id, &status, WNOHANG) == id
    return isReaped
  }
}
