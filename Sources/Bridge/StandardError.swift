import Configuration
import Delivery
import Glibc
import Messages
import Telemetry

/// The operator's log on standard error, one `write` a line.
enum StandardError {
  /// - Parameter descriptor: where lines go.
  static func log(_ settings: LogSettings, to descriptor: Int32 = STDERR_FILENO) -> Log {
    let log = Log(
      clock: { timestamp(SystemClock.wall) },
      sink: { line in
        var bytes = Array(line.utf8)
        bytes.append(0x0A)
        // There is nobody to tell when standard error itself is closed.
        _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      })
    log.set(settings)
    return log
  }

  /// What operators do: in a file of its own where one is configured, and whatever the level of the other lines is.
  static func auditLog(_ configuration: Configuration) throws(StartFailure) -> Log {
    var settings = configuration.log
    settings.level = .info
    guard let name = settings.audit else { return log(settings) }
    let path = name.hasPrefix("/") ? name : configuration.bridge.data + "/" + name
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StartFailure(sentence: "log.audit: \(path) cannot be written: \(String(cString: strerror(errno)))")
    }
    return log(settings, to: descriptor)
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

extension Log {
  /// Writes by these settings from now on.
  func set(_ settings: LogSettings) {
    set(
      level: Level(word: settings.level.rawValue) ?? .info, format: settings.format == .json ? .json : .logfmt,
      showsNumbers: !settings.maskNumbers, showsTexts: !settings.maskTexts)
  }
}
