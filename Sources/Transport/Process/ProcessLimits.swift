import COpenSSL
import Glibc

/// What a server asks of its process once, at its start.
package enum ProcessLimits {
  /// Writing to a closed socket becomes an error instead of the end of the process.
  package static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  /// Raises the soft limit of open descriptors to the hard one.
  ///
  /// - Returns: the limit that holds now.
  @discardableResult
  package static func raiseDescriptorLimit() -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
    var raised = rlimit(rlim_cur: limit.rlim_max, rlim_max: limit.rlim_max)
    let done = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0
    return Int(clamping: done ? raised.rlim_cur : limit.rlim_cur)
  }

  /// Keeps glibc from making an arena for each thread, which triples the resident memory beside Dispatch's workers.
  ///
  /// Before other threads start.
  @discardableResult
  package static func capMallocArenas(_ count: Int = 2) -> Bool { passerelle_cap_arenas(Int32(clamping: count)) == 1 }
}
