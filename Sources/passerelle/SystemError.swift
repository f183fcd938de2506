import Glibc

/// Errors of system calls in words.
enum SystemError {
  static func text(_ number: Int32 = errno) -> String { String(cString: strerror(number)) }
}
