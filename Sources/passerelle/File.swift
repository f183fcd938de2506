import Glibc

/// Files that the command line reads and writes as a whole.
enum File {
  struct Failure: Error, Equatable {
    var reason: String
  }

  /// - Parameter limit: a longer file is refused (bytes).
  static func contents(of path: String, limit: Int) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(reason: "\(path): \(SystemError.text())") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      guard count >= 0 else { throw Failure(reason: "\(path): \(SystemError.text())") }
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
      guard bytes.count <= limit else { throw Failure(reason: "\(path): more than \(limit >> 20) MiB") }
    }
  }

  /// Replaces what is there.
  static func write(_ text: String, to path: String) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure(reason: "\(path): \(SystemError.text())") }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
      throw Failure(reason: "\(path): \(SystemError.text())")
    }
  }
}
