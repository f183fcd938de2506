import COpenSSL
import Glibc

/// Limits and socket settings of one connection.
package struct ConnectionOptions: Equatable, Sendable {
  /// Output above this makes the connection congested until it has gone down to half of it (bytes).
  package var highWater = 256 << 10
  /// Output above this drops the connection (bytes).
  package var outputLimit = 4 << 20
  /// How long sent bytes may stay unacknowledged before the kernel gives up (TCP_USER_TIMEOUT).
  package var userTimeout = Duration.seconds(60)
  /// Idle time before the first keepalive probe; probes follow every 15 s.
  package var keepaliveIdle = Duration.seconds(60)

  package init() {}
}

enum SocketOptions {
  static func tune(_ descriptor: Int32, _ options: ConnectionOptions) {
    set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    set(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
    set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPIDLE, seconds(options.keepaliveIdle))
    set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPINTVL, 15)
    set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPCNT, 4)
    set(descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, seconds(options.userTimeout) &* 1000)
  }

  static func set(_ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32) {
    var value = value
    // A kernel that lacks an option leaves the connection usable, so the answer does not matter.
    _ = setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  static func resetOnClose(_ descriptor: Int32) {
    var value = linger(l_onoff: 1, l_linger: 0)
    _ = setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
  }

  private static func seconds(_ duration: Duration) -> Int32 {
    Int32(clamping: min(max(duration.components.seconds, 1), 2_000_000))
  }
}
