import Delivery
import Glibc
import Messages
import Telemetry

/// The operator's log on standard error, one `write` a line.
enum StandardError {
  static func log(_ level: Log.Level, _ format: Log.Format, showsContent: Bool) -> Log {
    Log(
      level: level, format: format, showsContent: showsContent, clock: { timestamp(SystemClock.wall) },
      sink: { line in
        var bytes = Array(line.utf8)
        bytes.append(0x0A)
        // There is nobody to tell when standard error itself is closed.
        _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      })
  }

  /// `2026-01-31T12:00:00.000Z`.
  private static func timestamp(_ moment: Timestamp) -> String {
    var seconds = time_t(moment.seconds)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let fields = [
      (Int(parts.tm_year) + 1_900, 4, "-"), (Int(parts.tm_mon) + 1, 2, "-"), (Int(parts.tm_mday), 2, "T"),
      (Int(parts.tm_hour), 2, ":"), (Int(parts.tm_min), 2, ":"), (Int(parts.tm_sec), 2, "."),
      (Int(moment.milliseconds - moment.seconds * 1_000), 3, "Z"),
    ]
    return fields.map { value, width, mark in
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits + mark
    }.joined()
  }
}
