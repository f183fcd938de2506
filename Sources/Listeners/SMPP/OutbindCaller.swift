import Delivery
import Messages
import SMPP
import Telemetry
import Transport

/// Dials clients for which receipts wait while none of their sessions can take them, and asks them to bind
/// (SMPP 3.4 §2.2.1, §4.1.7).
package struct OutbindCaller: Sendable {
  private let service: SMPPService
  private let loops: EventLoopGroup

  package init(service: SMPPService, loops: EventLoopGroup) {
    self.service = service
    self.loops = loops
  }

  /// Looks now and then, on the engine's executor, as long as the process runs.
  package func start() {
    service.engine.executor.schedule(after: service.settings.outbindPause) {
      callAll()
      start()
    }
  }

  /// Dials every client that is to be dialled, once. On the engine's executor.
  package func callAll() {
    let unserved = service.engine.outbox.assumeIsolated { $0.unserved }
    for entry in service.accounts.all {
      guard let outgoing = entry.account.outbind, unserved.contains(entry.account.terms.name) else { continue }
      call(outgoing, entry.account.terms.name)
    }
  }

  private func call(_ outgoing: Account.Outgoing, _ account: String) {
    let service = service
    let outbind = Outbind(systemID: service.settings.systemID, password: outgoing.password)
    let greeting = PDU.outbind(outbind).encoded(sequence: 1)
    Connection.connect(
      to: outgoing.endpoint, on: loops.next(),
      handler: { connection in
        guard service.connections.enter(connection.peer.ip) else { return nil }
        return SMPPConnection(connection, service: service, greeting: greeting)
      },
      failure: { service.log.warning("outbind-failed", ["account": account, "reason": "\($0)"]) })
    service.log.info("outbind", ["account": account, "to": "\(outgoing.endpoint)"])
  }
}
