import Delivery
import Dispatch
import Store
import Synchronization
import Telemetry

/// Counts what waits to be sent: past the limit nothing new is taken in until less waits.
final class WaitingLimit: Sendable {
  private let ledger: any MessageLedger
  private let most: Atomic<Int>
  private let writer: StoreWriter
  private let log: Log
  private let isPast = Atomic<Bool>(false)
  private let queue = DispatchQueue(label: "passerelle.waiting")

  private static let rhythm = DispatchTimeInterval.seconds(1)

  init(_ ledger: any MessageLedger, most: Int, writer: StoreWriter, log: Log) {
    self.ledger = ledger
    self.most = Atomic(most)
    self.writer = writer
    self.log = log
  }

  /// Looks once a second as long as the process runs. The first look is over when it returns.
  func start() {
    look()
    again()
  }

  func update(most: Int) { self.most.store(most, ordering: .relaxed) }

  private func again() {
    queue.asyncAfter(deadline: .now() + Self.rhythm) { @Sendable [weak self] in
      self?.look()
      self?.again()
    }
  }

  /// A store that cannot be read leaves it as it stands: nothing is taken in then, either.
  func look() {
    guard let tally = try? ledger.tally() else { return }
    let waiting = [Stage.scheduled, .queued, .claimed].reduce(0) { $0 + (tally.stages[$1] ?? 0) }
    let most = most.load(ordering: .relaxed)
    let isPast = waiting >= most
    guard self.isPast.exchange(isPast, ordering: .relaxed) != isPast else { return }
    writer.refuseIntake(isPast, for: .waiting)
    isPast
      ? log.error("too-many-wait", ["waiting": "\(waiting)", "most": "\(most)"])
      : log.info("fewer-wait", ["waiting": "\(waiting)", "most": "\(most)"])
  }
}
