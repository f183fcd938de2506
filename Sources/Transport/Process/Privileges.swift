import COpenSSL
import Glibc

/// What a server gives up so that whoever takes it over gains little.
package enum Privileges {
  package enum Refusal: Error, Equatable, Sendable {
    case unknownUser(String)
    case failed(errno: Int32)
  }

  /// No thread that is started from now on can gain rights, nor can what it executes. To be called first of all: the rule is
  /// a thread's, handed on to those that it starts. False when the system does not do it.
  package static func renounce() -> Bool { passerelle_renounce() == 0 }

  /// Nothing that this thread starts can gain rights, and unless `allowCores`, its memory is in no core file and open to no
  /// debugger. False when the system does not do it.
  package static func seal(allowCores: Bool) -> Bool { passerelle_seal_process(allowCores ? 1 : 0) == 0 }

  /// Becomes another user for good, when the process is root; else nothing happens. The folder and what lies directly in it
  /// are given to that user first.
  ///
  /// All threads change, whenever they were started, and lose what root may. Until ``finish()``, ``Listener`` can open ports
  /// under 1024.
  ///
  /// - Returns: whether the user was changed.
  @discardableResult
  package static func become(_ user: String, owning folder: String) throws(Refusal) -> Bool {
    guard geteuid() == 0 else { return false }
    guard let entry = getpwnam(user)?.pointee else { throw .unknownUser(user) }
    give(folder, entry.pw_uid, entry.pw_gid)
    let failure = passerelle_become(user, entry.pw_uid, entry.pw_gid)
    guard failure == 0 else { throw .failed(errno: failure) }
    return true
  }

  /// Gives up the right to open ports under 1024, when all are open.
  package static func finish() -> Bool { passerelle_drop_port_right() == 0 }

  private static func give(_ folder: String, _ user: uid_t, _ group: gid_t) {
    chown(folder, user, group)
    guard let directory = opendir(folder) else { return }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      // Links are left alone: they may lead elsewhere.
      if name != ".", name != ".." { lchown(folder + "/" + name, user, group) }
    }
  }
}
