import Delivery
import Dispatch
import Glibc
import Synchronization
import Telemetry

/// Watches the room that is left where the data are: under the least nothing new is taken in, so that what has been taken
/// in can still be worked on. Whoever else wants to know how much it is asks here.
final class FreeSpace: Sendable {
  private let folder: String
  private let least: Atomic<Int>
  private let writer: StoreWriter
  private let gauge: Gauge
  private let log: Log
  private let isShort = Atomic<Bool>(false)
  private let last = Mutex<Int?>(nil)
  private let queue = DispatchQueue(label: "passerelle.space")

  private static let rhythm = DispatchTimeInterval.seconds(1)

  init(_ folder: String, least: Int, writer: StoreWriter, metrics: Metrics, log: Log) {
    self.folder = folder
    self.least = Atomic(least)
    self.writer = writer
    self.log = log
    gauge = metrics.gauge("passerelle_disk_free_bytes", "Room left on the disk of the data folder.")
  }

  /// Looks once a second as long as the process runs. The first look is over when it returns.
  func start() {
    look()
    again()
  }

  /// Octets, as the last look found them; nil when the disk could not be asked.
  var free: Int? { last.withLock { $0 } }

  /// 0 to refuse nothing before a write fails.
  func update(least: Int) { self.least.store(least, ordering: .relaxed) }

  private func again() {
    queue.asyncAfter(deadline: .now() + Self.rhythm) { @Sendable [weak self] in
      self?.look()
      self?.again()
    }
  }

  private func look() {
    let free = Self.free(of: folder)
    last.withLock { $0 = free }
    guard let free else { return }
    gauge.set(free)
    let limit = least.load(ordering: .relaxed)
    // A little more than the least is wanted before anything is taken in again, so that it does not flap.
    let wasShort = isShort.load(ordering: .relaxed)
    let short = free < (wasShort ? limit + limit / 8 : limit)
    guard short != wasShort else { return }
    isShort.store(short, ordering: .relaxed)
    writer.refuseIntake(short, for: .space)
    short
      ? log.error("disk-nearly-full", ["free": "\(free)", "least": "\(limit)"])
      : log.info("disk-has-room", ["free": "\(free)"])
  }

  private static func free(of folder: String) -> Int? {
    var facts = statvfs()
    guard statvfs(folder, &facts) == 0 else { return nil }
    return Int(clamping: UInt64(facts.f_bavail) &* UInt64(facts.f_frsize))
  }
}
