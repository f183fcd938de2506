import CCurl
import Glibc
import Synchronization

/// A thread with a libcurl multi handle that runs transfers, so many at once, and keeps connections for the next.
final class CurlWorker: Sendable {
  private struct Inbox {
    var waiting: [any CurlTransfer] = []
    var stopDeadline: Duration?
    var isDone = false
    var whenDone: [@Sendable () -> Void] = []
  }

  private let settings: CurlSettings
  private let inbox = Mutex(Inbox())
  private nonisolated(unsafe) let multi: UnsafeMutableRawPointer?  // the worker's thread alone uses it, save to wake it

  init(_ settings: CurlSettings) {
    self.settings = settings
    _ = Self.globalInit
    multi = curl_multi_init()
    guard let multi else { return }
    let connections = Int(settings.maximumConnectionsPerHost)
    passerelle_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, connections)
    passerelle_multi_set_long(multi, CURLMOPT_MAXCONNECTS, max(4, settings.maximumConcurrent))
    startThread()
  }

  deinit {
    // The thread holds the worker, so it is over.
    if let multi { curl_multi_cleanup(multi) }
  }

  private static let globalInit = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  /// Hands a transfer over. From any thread.
  func submit(_ transfer: any CurlTransfer) {
    let refusal = inbox.withLock { inbox -> String? in
      if multi == nil || inbox.isDone || inbox.stopDeadline != nil { return "the client is stopped" }
      if inbox.waiting.count >= settings.maximumWaiting { return "too many calls are waiting" }
      inbox.waiting.append(transfer)
      return nil
    }
    if let refusal { return transfer.refuse(refusal) }
    curl_multi_wakeup(multi)
  }

  /// Refuses what waits, gives what is under way some time, then breaks it off and ends the thread.
  func stop(grace: Duration, done: @escaping @Sendable () -> Void) {
    let isDone = inbox.withLock { inbox in
      if inbox.isDone || multi == nil { return true }
      inbox.stopDeadline = min(inbox.stopDeadline ?? .seconds(1 << 40), Self.now + grace)
      inbox.whenDone.append(done)
      return false
    }
    if isDone { return done() }
    curl_multi_wakeup(multi)
  }

  // MARK: The thread

  private func startThread() {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self).toOpaque()
    let failed = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<CurlWorker>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context)
    guard failed == 0 else {
      Unmanaged<CurlWorker>.fromOpaque(context).release()
      return inbox.withLock { $0.isDone = true }
    }
    pthread_detach(thread)
  }

  private func run() {
    guard let multi else { return }
    var running = CurlRunning(multi)
    var deadline: Duration?
    while true {
      let room = settings.maximumConcurrent - running.count
      let (fresh, refused, stop) = take(room)
      for transfer in refused { transfer.refuse("the client is stopped") }
      for transfer in fresh { running.start(transfer) }
      deadline = stop
      running.perform()
      if let deadline, running.count == 0 || Self.now >= deadline { break }
      let mayStart = running.count < settings.maximumConcurrent && inbox.withLock { !$0.waiting.isEmpty }
      if !mayStart { curl_multi_poll(multi, nil, 0, waitLimit(deadline), nil) }
    }
    running.cancelAll("the client was stopped")
    running.cleanUp()
    let done = inbox.withLock { inbox in
      inbox.isDone = true
      defer { inbox.whenDone = [] }
      return inbox.whenDone
    }
    for report in done { report() }
  }

  private func take(_ room: Int) -> (fresh: [any CurlTransfer], refused: [any CurlTransfer], stop: Duration?) {
    inbox.withLock { inbox in
      if inbox.stopDeadline != nil {
        defer { inbox.waiting = [] }
        return ([], inbox.waiting, inbox.stopDeadline)
      }
      let fresh = Array(inbox.waiting.prefix(max(0, room)))
      inbox.waiting.removeFirst(fresh.count)
      return (fresh, [], nil)
    }
  }

  private func waitLimit(_ deadline: Duration?) -> Int32 {
    guard let deadline else { return 60_000 }
    let (seconds, attoseconds) = (deadline - Self.now).components
    return Int32(clamping: min(max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000) + 1, 60_000))
  }

  private static var now: Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
