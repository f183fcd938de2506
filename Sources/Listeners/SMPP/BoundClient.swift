import Delivery
import SMPP
import Translation

/// Who a connection is bound as, and how to speak to it. Confined to the connection's loop.
final class BoundClient {
  let entry: AccountDirectory.Entry
  let sink: SessionSink
  private(set) var isBound = false
  private(set) var version = InterfaceVersion.v34
  private(set) var submits: SubmitTranslation
  private(set) var receipts: ReceiptTranslation

  var account: Account { entry.account }

  init(_ entry: AccountDirectory.Entry, sink: SessionSink) {
    self.entry = entry
    self.sink = sink
    submits = SubmitTranslation(profile: entry.account.smpp, version: .v34)
    receipts = ReceiptTranslation(profile: entry.account.smpp, version: .v34)
  }

  /// Checks what the client submits now.
  func intake(_ service: SMPPService) -> ClientIntake {
    ClientIntake(service: service, client: self, now: service.engine.executor.wallClock)
  }

  /// The bind is agreed.
  func begin(_ mode: BindMode, _ version: InterfaceVersion) {
    isBound = true
    self.version = version
    submits = SubmitTranslation(profile: account.smpp, version: version)
    receipts = ReceiptTranslation(profile: account.smpp, version: version)
  }
}
