import Delivery
import Dispatch
import Messages
import SMPP
import Telemetry
import Transport

/// Decides about one bind: name, password, network, limits.
struct BindDesk {
  private let bind: Bind
  private let token: BindToken
  private let connection: SMPPConnection
  /// The name as its owner wrote it: octets on the wire are no Latin-1 but what the client's system uses.
  private let name: String

  private init(_ bind: Bind, _ token: BindToken, _ connection: SMPPConnection) {
    self.bind = bind
    self.token = token
    self.connection = connection
    name = String(decoding: WireText.bytes(of: bind.systemID), as: UTF8.self)
  }

  static func decide(_ bind: Bind, _ token: BindToken, for connection: SMPPConnection) {
    BindDesk(bind, token, connection).decide()
  }

  private var service: SMPPService { connection.service }
  private var peer: IPAddress { connection.connection.peer.ip }
  private var now: Duration { connection.connection.loop.now }

  private func decide() {
    guard !service.logins.isBanned(peer, name, now: now) else { return refuse(.bindFailed, Self.banned) }
    if !service.settings.longCredentials {
      // SMPP 3.4 §5.2.1 and §5.2.2: 16 and 9 octets with the NUL.
      if bind.systemID.unicodeScalars.count > 15 { return fault(.invalidSystemID, "system_id too long") }
      if bind.password.unicodeScalars.count > 8 { return fault(.invalidPassword, "password too long") }
    }
    guard let entry = service.accounts.withSystemID(WireText.bytes(of: bind.systemID)) else {
      return fault(.invalidSystemID, "unknown system_id")
    }
    if let reason = hindrance(entry.account) { return refuse(.bindFailed, reason) }
    if let wanted = entry.account.systemType, !wanted.utf8.elementsEqual(WireText.bytes(of: bind.systemType)) {
      return fault(.invalidSystemType, "system_type")
    }
    checkPassword(entry)
  }

  /// What a right password would not help against; temporary to the client (SMPP 3.4 §5.1.3).
  private func hindrance(_ account: Account) -> String? {
    guard account.allows(peer) else { return "network" }
    let facts = connection.connection.tlsFacts
    return account.lack(tls: facts != nil, certificate: facts?.peerName)
  }

  private func checkPassword(_ entry: AccountDirectory.Entry) {
    let password = WireText.bytes(of: bind.password)
    let check = entry.account.password
    guard check.isSlow else { return decide(check.accepts(password), entry) }
    let (bound, bind, token) = (connection.bound, bind, token)
    service.slowQueue.async { @Sendable in
      let accepted = check.accepts(password)
      bound.post { BindDesk(bind, token, $0).decide(accepted, entry) }
    }
  }

  private func decide(_ accepted: Bool, _ entry: AccountDirectory.Entry) {
    guard accepted else { return fault(.invalidPassword, "password") }
    service.logins.succeeded(peer, name)
    let account = entry.account
    guard enter(account) else { return refuse(.bindFailed, "bind limit") }
    connection.client = BoundClient(entry, sink: SessionSink(connection, account: account))
    connection.handle(
      .bindDecided(
        token,
        .accepted(
          BindLimits(
            systemID: service.settings.systemID, window: account.window,
            hardCap: max(account.window, service.settings.windowHardCap), receiptWindow: account.receiptWindow))))
  }

  private func enter(_ account: Account) -> Bool {
    let bound = connection.bound
    var facts = SessionDirectory.Facts(
      id: connection.id, account: account.terms.name, systemID: name, kind: "\(bind.mode)",
      peer: "\(connection.connection.peer)", version: bind.interfaceVersion.rawValue,
      isTLS: connection.connection.tlsFacts != nil, since: service.engine.executor.wallClock)
    facts.quirks = bind.quirks
    return service.sessions.enter(
      facts, limit: account.maxBinds, evicts: account.evictsStale, now: now,
      ways: SessionDirectory.Ways(
        evict: { bound.post { $0.connection.abort() } }, check: { bound.post { $0.handle(.linkCheckRequested) } }))
  }

  /// Wrong credentials: counted, and told apart only where the configuration says so.
  private func fault(_ status: CommandStatus, _ reason: String) {
    if service.logins.failed(peer, name, now: now) {
      service.log.warning("login-banned", ["ip": "\(peer)", "user": name])
    }
    refuse(service.settings.namesBindFaults ? status : .bindFailed, reason, event: "auth-fail")
  }

  /// What is not kept for operators: it tells nothing new, and there may be many.
  private static let banned = "banned"

  /// The reasons of the log that are too short for whoever does not know them.
  private static let words = [
    "password": "wrong password", "network": "its address is not in the account's networks",
    "bind limit": "the account has as many sessions as its max_binds allows",
    "system_type": "another system_type than the account's",
  ]

  /// For whoever asks why; without octets, for a password is among them.
  private func keep(_ status: CommandStatus, _ reason: String) {
    let entry = service.accounts.withSystemID(WireText.bytes(of: bind.systemID))
    service.rejects.add(
      RejectRing.Entry(
        at: service.engine.executor.wallClock, protocolName: "smpp", peer: "\(connection.connection.peer)",
        account: entry?.account.terms.name, answer: status.name,
        reason: "bind as \(name): \(Self.words[reason] ?? reason)"))
  }

  /// `auth-fail` for whoever guesses, so that a filter on it shuts nobody out for being one too many.
  private func refuse(_ status: CommandStatus, _ reason: String, event: String = "bind-refused") {
    service.metrics.bindsRefused.add()
    service.log.warning(event, ["protocol": "smpp", "ip": "\(peer)", "user": name, "reason": reason])
    if reason != Self.banned { keep(status, reason) }
    connection.handle(.bindDecided(token, .refused(status)))
  }
}

extension Bind {
  /// What the bind shows of a client that goes its own ways: it is served by the rules beside each.
  var quirks: [String] {
    var quirks: [String] = []
    if ![InterfaceVersion.v33, .v34, .v50].contains(interfaceVersion) {
      let generation = InterfaceVersion(rawValue: interfaceVersion.generation.rawValue)
      quirks.append("interface_version \(interfaceVersion.words), served as \(generation.words)")
    }
    if interfaceVersion.generation < .v34, mode == .transceiver { quirks.append("a transceiver of 3.3") }
    // SMPP 3.4 §5.2.1 and §5.2.2.
    if systemID.unicodeScalars.count > 15 { quirks.append("system_id over 15 octets") }
    if password.unicodeScalars.count > 8 { quirks.append("password over 8 octets") }
    return quirks
  }
}

extension InterfaceVersion {
  fileprivate var words: String { "\(rawValue >> 4).\(rawValue & 0x0F)" }
}
