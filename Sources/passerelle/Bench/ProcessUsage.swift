import Glibc

/// What a process has used up, as the kernel counts it (proc(5)).
struct ProcessUsage: Sendable {
  /// CPU time of all its threads, in user and kernel mode.
  var cpu = Duration.zero
  /// Resident memory now and at most (bytes).
  var resident = 0
  var peak = 0

  /// - Parameter process: nil for this one.
  static func of(_ process: pid_t?) -> ProcessUsage {
    let folder = "/proc/" + (process.map { String($0) } ?? "self")
    var usage = ProcessUsage()
    // The name in parentheses may hold anything, so the fields are counted behind it.
    let stat = text(folder + "/stat")
    let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
    if fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) {
      usage.cpu = .milliseconds((user + system) * 1_000 / max(1, sysconf(Int32(_SC_CLK_TCK))))
    }
    for line in text(folder + "/status").split(separator: "\n") {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard words.count >= 2, let kibibytes = Int(words[1]) else { continue }
      if words[0] == "VmRSS:" { usage.resident = kibibytes << 10 }
      if words[0] == "VmHWM:" { usage.peak = kibibytes << 10 }
    }
    return usage
  }

  private static func text(_ path: String) -> String {
    do throws(File.Failure) {
      return String(decoding: try File.contents(of: path, limit: 1 << 20), as: UTF8.self)
    } catch {
      return ""
    }
  }
}
