import Delivery
import Dispatch
import Transport

/// Tells systemd again and again that the bridge works: that the engine and each event loop have done a piece of work for
/// it since it was last told. When one of them hangs, systemd ends the process and starts it anew (`WatchdogSec=`).
final class Watchdog: Sendable {
  private let engine: any EngineExecutor
  private let loops: [EventLoop]
  private let pause: Duration
  private let tell: @Sendable () -> Void

  /// - Parameters:
  ///   - interval: how often it must be told at least; twice as often it is.
  ///   - tell: by default the service manager.
  init(
    _ engine: any EngineExecutor, _ loops: [EventLoop], interval: Duration,
    tell: @escaping @Sendable () -> Void = { ServiceManager.notify("WATCHDOG=1") }
  ) {
    (self.engine, self.loops, self.tell) = (engine, loops, tell)
    pause = interval / 2
  }

  /// Goes around for as long as the process lives.
  func start() { visit(loops[...]) }

  private func visit(_ rest: ArraySlice<EventLoop>) {
    guard let loop = rest.first else { return engine.post { [self] in passed() } }
    loop.post { [self] in visit(rest.dropFirst()) }
  }

  private func passed() {
    tell()
    engine.schedule(after: pause) { [self] in start() }
  }
}
