import Glibc

/// Tells systemd how the service is (sd_notify(3)).
package enum ServiceManager {
  /// Sends lines such as `READY=1`, `STOPPING=1`, `RELOADING=1` or `STATUS=…` to the socket that systemd named.
  ///
  /// - Returns: false when there is nobody to tell or the message did not go.
  @discardableResult
  package static func notify(_ message: String, socketPath: String? = environmentSocket) -> Bool {
    guard let socketPath, var address = address(of: socketPath) else { return false }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + socketPath.utf8.count)
    let bytes = Array(message.utf8)
    return withUnsafePointer(to: &address) { typed in
      typed.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, length) == bytes.count
      }
    }
  }

  /// How often the service must say `WATCHDOG=1` at least (sd_watchdog_enabled(3)); nil when nobody waits for that.
  package static func watchdogInterval(
    microseconds: String? = variable("WATCHDOG_USEC"), process: String? = variable("WATCHDOG_PID")
  ) -> Duration? {
    guard let microseconds = microseconds.flatMap({ Int64($0) }), microseconds > 0 else { return nil }
    guard process == nil || process == "\(getpid())" else { return nil }
    return .microseconds(microseconds)
  }

  /// The line that says when a reload began, by the monotonic clock.
  package static var monotonicLine: String {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return "MONOTONIC_USEC=\(Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)"
  }

  package static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  package static var environmentSocket: String? { variable("NOTIFY_SOCKET") }

  private static func address(of path: String) -> sockaddr_un? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var name = Array(path.utf8)
    guard !name.isEmpty, name.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    // "@" stands for the NUL of the abstract name space.
    if name[0] == 0x40 { name[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    return address
  }
}
