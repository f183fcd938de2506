import Glibc
import Store

/// Keeps a second instance off the folder that a database lives in. The kernel lets go of it when the process dies.
final class FolderLock {
  private let descriptor: Int32

  /// - Parameter path: of the database; the lock is a file beside it.
  init(beside path: String) throws(StoreError) {
    let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? "."
    let file = (folder.isEmpty ? "/" : folder) + "/passerelle.lock"
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .unusable("cannot write in \(folder): \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .unavailable("\(folder) is in use by another instance")
    }
    self.descriptor = descriptor
  }

  /// Let go of by name: a process that is just being started may share the descriptor until it runs its program.
  deinit {
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
