import Glibc

/// What the figures were taken on.
enum Machine {
  static var cores: Int { sysconf(Int32(_SC_NPROCESSORS_ONLN)) }
  static var memory: Int { sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) }

  /// The model name of the first core.
  static var processor: String {
    let lines = text("/proc/cpuinfo").split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("model name") }) else { return "unknown" }
    return String(line.split(separator: ":", maxSplits: 1).last?.drop { $0 == " " } ?? "")
  }

  static var kernel: String {
    String(text("/proc/sys/kernel/osrelease").prefix { $0 != "\n" })
  }

  /// What the scripts in `Benchmarks` name; empty when nobody did.
  static var commit: String { getenv("PASSERELLE_COMMIT").map { String(cString: $0) } ?? "" }

  private static func text(_ path: String) -> String {
    do throws(File.Failure) {
      return String(decoding: try File.contents(of: path, limit: 1 << 20), as: UTF8.self)
    } catch {
      return ""
    }
  }
}
