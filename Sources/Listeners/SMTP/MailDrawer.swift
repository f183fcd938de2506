import Dispatch
import Messages
import Synchronization
import Telemetry

/// Keeps mail to `postmaster@` and `abuse@` as files where nobody is named to pass it on to, up to a limit. Past it mail is not
/// taken for now, until somebody has emptied the folder.
package final class MailDrawer: MailCarrier {
  private let folder: FolderCarrier
  private let limit: Atomic<Int>
  private let kept: Gauge
  private let unkept: Counter
  private let queue = DispatchQueue(label: "passerelle.mail.drawer")
  /// How often files that somebody has taken away are noticed.
  private static let rhythm = DispatchTimeInterval.seconds(10)

  /// Makes the folder when it is not there; nil when that is not possible.
  ///
  /// - Parameter limit: files in the folder at most.
  package init?(path: String, limit: Int, metrics: Metrics) {
    guard let folder = FolderCarrier(path: path) else { return nil }
    self.folder = folder
    self.limit = Atomic(limit)
    kept = metrics.gauge("passerelle_mails_kept", "Mails to postmaster@ and abuse@ in the folder for them.")
    unkept = metrics.counter(
      "passerelle_mails_not_kept_total", "Mails to postmaster@ and abuse@ for which the folder had no room.")
    look()
  }

  /// Another limit from now on.
  package func update(limit: Int) { self.limit.store(limit, ordering: .relaxed) }

  package func send(_ mail: CarriedMail, completion: @escaping @Sendable (CarriedMail.Outcome) -> Void) {
    let counted: @Sendable (Int) -> Void = { [kept] in kept.set($0) }
    folder.send(mail, below: limit.load(ordering: .relaxed), counted: counted) { [unkept] outcome in
      if outcome != .taken { unkept.add() }
      completion(outcome)
    }
  }

  /// Counts as long as the drawer is there.
  private func look() {
    folder.count { [kept] in kept.set($0) }
    queue.asyncAfter(deadline: .now() + Self.rhythm) { @Sendable [weak self] in self?.look() }
  }
}
