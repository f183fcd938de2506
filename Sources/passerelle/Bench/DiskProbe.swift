import Glibc

/// How fast the disk makes 512 bytes durable: the floor under every acknowledgement.
struct DiskProbe: Sendable {
  var perSecond = 0.0
  var spread = Percentiles([])

  /// Writes behind each other for a second in a fresh file of the folder; nil when that cannot be written.
  init?(folder: String) {
    let path = folder + "/probe"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    defer {
      close(descriptor)
      unlink(path)
    }
    let block = [UInt8](repeating: 0x2A, count: 512)
    var times: [Int64] = []
    let start = LoadRun.now
    var last = start
    while last - start < 1_000_000_000 {
      guard write(descriptor, block, block.count) == block.count, fdatasync(descriptor) == 0 else { return nil }
      let now = LoadRun.now
      times.append(now - last)
      last = now
    }
    perSecond = Double(times.count) * 1e9 / Double(last - start)
    spread = Percentiles(times)
  }
}
