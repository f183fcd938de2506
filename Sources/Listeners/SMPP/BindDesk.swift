import Delivery
import Dispatch
import Messages
import SMPP
import Telemetry
import Transport

/// Decides about binds: name, password, network, limits.
enum BindDesk {
  static func decide(_ bind: Bind, _ token: BindToken, for connection: SMPPConnection) {
    let service = connection.service
    let peer = connection.connection.peer.ip
    let now = connection.connection.loop.now
    guard !service.logins.isBanned(peer, bind.systemID, now: now) else {
      return refuse(.bindFailed, "banned", bind, token, connection)
    }
    guard let entry = service.accounts.withSystemID(bind.systemID) else {
      return fault(.invalidSystemID, "unknown system_id", bind, token, connection)
    }
    let account = entry.account
    guard account.allows(peer) else { return refuse(.bindFailed, "network", bind, token, connection) }
    guard !account.requiresTLS || connection.connection.tlsFacts != nil else {
      return refuse(.bindFailed, "TLS required", bind, token, connection)
    }
    if let wanted = account.systemType, wanted != bind.systemType {
      return fault(.invalidSystemType, "system_type", bind, token, connection)
    }
    let password = Array(bind.password.utf8)
    guard account.password.isSlow else {
      return checked(account.password.accepts(password), bind, token, entry, connection)
    }
    let bound = connection.bound
    service.slowQueue.async { @Sendable in
      let accepted = account.password.accepts(password)
      bound.post { checked(accepted, bind, token, entry, $0) }
    }
  }

  private static func checked(
    _ accepted: Bool, _ bind: Bind, _ token: BindToken, _ entry: AccountDirectory.Entry, _ connection: SMPPConnection
  ) {
    guard accepted else { return fault(.invalidPassword, "password", bind, token, connection) }
    let service = connection.service
    let account = entry.account
    service.logins.succeeded(connection.connection.peer.ip, bind.systemID)
    let bound = connection.bound
    let facts = SessionDirectory.Facts(
      id: connection.id, account: account.terms.name, systemID: bind.systemID, kind: "\(bind.mode)",
      peer: "\(connection.connection.peer)", version: bind.interfaceVersion.rawValue,
      isTLS: connection.connection.tlsFacts != nil, since: service.engine.executor.wallClock)
    let entered = service.sessions.enter(
      facts, limit: account.maxBinds, evicts: account.evictsStale, now: connection.connection.loop.now,
      evict: { bound.post { $0.connection.abort() } })
    guard entered else { return refuse(.bindFailed, "bind limit", bind, token, connection) }
    connection.client = BoundClient(entry, sink: SessionSink(connection, account: account))
    connection.handle(
      .bindDecided(
        token,
        .accepted(
          BindLimits(
            systemID: service.settings.systemID, window: account.window,
            hardCap: max(account.window, service.settings.windowHardCap), receiptWindow: account.receiptWindow))))
  }

  /// Wrong credentials: counted, and told apart only where the configuration says so.
  private static func fault(
    _ status: CommandStatus, _ reason: String, _ bind: Bind, _ token: BindToken, _ connection: SMPPConnection
  ) {
    let service = connection.service
    let peer = connection.connection.peer.ip
    if service.logins.failed(peer, bind.systemID, now: connection.connection.loop.now) {
      service.log.warning("login-banned", ["ip": "\(peer)", "user": bind.systemID])
    }
    refuse(service.settings.namesBindFaults ? status : .bindFailed, reason, bind, token, connection)
  }

  private static func refuse(
    _ status: CommandStatus, _ reason: String, _ bind: Bind, _ token: BindToken, _ connection: SMPPConnection
  ) {
    connection.service.metrics.bindsRefused.add()
    connection.service.log.warning(
      "auth-fail",
      ["protocol": "smpp", "ip": "\(connection.connection.peer.ip)", "user": bind.systemID, "reason": reason])
    connection.handle(.bindDecided(token, .refused(status)))
  }
}
