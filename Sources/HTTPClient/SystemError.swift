import Glibc

enum SystemError {
  static func words(_ number: Int) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { text in
      // The thread-safe one: strerror shares its buffer.
      guard let start = text.baseAddress, strerror_r(Int32(truncatingIfNeeded: number), start, text.count) == 0 else {
        return "errno \(number)"
      }
      return String(cString: start)
    }
  }
}
