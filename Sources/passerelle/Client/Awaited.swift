import Glibc
import Synchronization

/// A value that the main thread waits for and a loop gives.
final class Awaited<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let reading: Int32
  private let writing: Int32

  /// Nil when the process has no descriptor left.
  init?() {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    close(reading)
    close(writing)
  }

  /// Ends the wait. Once, from any thread.
  func give(_ value: Value) {
    self.value.withLock { $0 = value }
    var byte: UInt8 = 1
    _ = write(writing, &byte, 1)
  }

  /// Waits for the value; nil when it did not come within so many milliseconds (-1: for ever).
  func wait(milliseconds: Int32 = -1) -> Value? {
    var watched = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
    while true {
      let ready = poll(&watched, 1, milliseconds)
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { return nil }
      var byte: UInt8 = 0
      return read(reading, &byte, 1) == 1 ? value.withLock { $0 } : nil
    }
  }
}
