import Dispatch
import Glibc
import Synchronization
import Transport

/// Writes mails of ours as files, one each, into a folder: for trying out, and for programs that pick them up there.
///
/// A file appears under its name only when all of it is on disk. Names sort in the order of writing and end in `.eml`.
package final class FolderCarrier: MailCarrier {
  private let path: String
  private let queue = DispatchQueue(label: "passerelle.mail.folder")
  private let serials = Atomic<Int>(0)

  /// Makes the folder when it is not there; nil when that is not possible.
  package init?(path: String) {
    var made = ""
    for piece in path.split(separator: "/", omittingEmptySubsequences: false) {
      made += made.isEmpty && piece.isEmpty ? "/" : piece + "/"
      if !piece.isEmpty, mkdir(made, 0o750) != 0, errno != EEXIST { return nil }
    }
    guard access(path, W_OK) == 0 else { return nil }
    self.path = path
  }

  package func send(_ mail: CarriedMail, completion: @escaping @Sendable (CarriedMail.Outcome) -> Void) {
    queue.async { @Sendable [self] in put(mail, completion) }
  }

  /// Takes the mail only while the folder holds fewer files than `limit`; `counted` is told how many it holds then.
  func send(
    _ mail: CarriedMail, below limit: Int, counted: @escaping @Sendable (Int) -> Void,
    completion: @escaping @Sendable (CarriedMail.Outcome) -> Void
  ) {
    queue.async { @Sendable [self] in
      if files >= limit {
        counted(files)
        return completion(.later("the folder is full"))
      }
      put(mail) { [self] outcome in
        counted(files)
        completion(outcome)
      }
    }
  }

  /// Tells how many files the folder holds.
  func count(_ counted: @escaping @Sendable (Int) -> Void) {
    queue.async { @Sendable [self] in counted(files) }
  }

  private func put(_ mail: CarriedMail, _ completion: (CarriedMail.Outcome) -> Void) {
    let name = fileName()
    let head = "Return-Path: <\(mail.sender)>\r\n" + mail.recipients.map { "Delivered-To: \($0)\r\n" }.joined()
    let failure = write(Array(head.utf8) + mail.content, as: name)
    completion(failure.map { .later("the folder cannot be written: " + String(cString: strerror($0))) } ?? .taken)
  }

  private var files: Int {
    guard let folder = opendir(path) else { return 0 }
    defer { closedir(folder) }
    var count = 0
    while let entry = readdir(folder) {
      // Unfinished files are hidden, as are the folder itself and the one above.
      if entry.pointee.d_name.0 != 0x2E { count += 1 }
    }
    return count
  }

  private func fileName() -> String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let serial = String(serials.wrappingAdd(1, ordering: .relaxed).newValue % 1_000_000)
    let padded = String(repeating: "0", count: max(0, 6 - serial.utf8.count)) + serial
    return "\(time.tv_sec)-\(padded)-\(ReplyAddresses.hex(SecureRandom.bytes(4)))"
  }

  /// The error of the first call that failed.
  private func write(_ bytes: [UInt8], as name: String) -> Int32? {
    let (hidden, final) = (path + "/.tmp-" + name, path + "/" + name + ".eml")
    let file = open(hidden, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
    guard file >= 0 else { return errno }
    var failure = writeAll(bytes, to: file) ?? (fsync(file) == 0 ? nil : errno)
    close(file)
    if failure == nil, rename(hidden, final) != 0 { failure = errno }
    if failure != nil { unlink(hidden) }
    return failure ?? syncFolder()
  }

  private func writeAll(_ bytes: [UInt8], to file: Int32) -> Int32? {
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = Glibc.write(file, buffer.baseAddress?.advanced(by: written), buffer.count - written)
        if count >= 0 { written += count } else if errno != EINTR { return errno }
      }
      return nil
    }
  }

  /// A name is durable when its folder is.
  private func syncFolder() -> Int32? {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return errno }
    defer { close(folder) }
    return fsync(folder) == 0 ? nil : errno
  }
}
