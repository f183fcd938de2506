import Dispatch
import Glibc

/// The signals that the process answers to, delivered on a queue instead of in a signal handler.
package enum Signal: Int32, Sendable, CaseIterable {
  /// Stop in order.
  case terminate = 15
  /// Stop in order; from the keyboard.
  case interrupt = 2
  /// Read configuration and certificates again.
  case hangUp = 1
  /// Open the log files again.
  case user1 = 10
}

/// Watches for signals from its creation until `cancel`.
package final class SignalWatch: @unchecked Sendable {  // made and cancelled here, which Dispatch allows anywhere
  private let sources: [any DispatchSourceSignal]

  /// Returns when the watch stands: a signal that came between ignoring it and watching it would be lost.
  ///
  /// - Parameter arrived: runs on a queue of its own, one signal at a time.
  package init(_ signals: [Signal] = Signal.allCases, arrived: @escaping @Sendable (Signal) -> Void) {
    let queue = DispatchQueue(label: "signals")
    let armed = DispatchGroup()
    sources = signals.map { watched in
      // The default action would still end the process.
      signal(watched.rawValue, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: watched.rawValue, queue: queue)
      source.setEventHandler { @Sendable in arrived(watched) }
      armed.enter()
      source.setRegistrationHandler { @Sendable in armed.leave() }
      source.activate()
      return source
    }
    armed.wait()
  }

  package func cancel() {
    for source in sources { source.cancel() }
  }

  deinit { cancel() }
}
