import Configuration
import SMPP
import Transport

/// The bridge that a client of ours talks to, and who it says it is.
struct ClientTarget: Sendable {
  var endpoint: Endpoint
  var tls: TLSContext?
  var systemID: String
  var password: String
  var systemType = ""
  /// Requests in flight.
  var window = 100
  /// Whether data_coding 0 is the GSM alphabet for this account.
  var usesGSMAlphabet = true

  /// Why there is nobody to talk to or to be, in one sentence.
  struct Fault: Error, Equatable {
    var sentence: String
  }

  /// How the client binds.
  func settings(_ mode: BindMode) -> ClientSettings {
    var settings = ClientSettings(
      bind: Bind(mode, systemID: systemID, password: password, systemType: systemType), window: window)
    // Receipts of others are not ours to take: the owner answers each one.
    settings.acknowledgement = nil
    return settings
  }
}

extension ClientTarget {
  /// The account of that name, or the only one, at the first SMPP listener of the configuration.
  ///
  /// - Parameter passwordVariable: an environment variable with the password, for accounts of which only the hash is known.
  init(_ configuration: Configuration, account name: String?, passwordVariable: String?) throws(Fault) {
    let account = try Self.account(configuration, name)
    guard let systemID = account.systemID else {
      throw Fault(sentence: "the account \(account.name) has no system_id, so it cannot bind")
    }
    self.systemID = systemID
    password = try ClientPassword.of(account, variable: passwordVariable)
    systemType = account.systemType ?? ""
    window = account.window
    usesGSMAlphabet = account.coding0 == .gsm
    let place = try Self.place(configuration.smpp, needsTLS: account.tlsRequired)
    endpoint = place.endpoint
    if place.isTLS { tls = try Self.ownTLS() }
  }

  private static func account(_ configuration: Configuration, _ name: String?) throws(Fault) -> AccountSettings {
    let accounts = configuration.accounts.filter { $0.enabled && $0.systemID != nil }
    if let name {
      guard let account = configuration.accounts.first(where: { $0.name == name }) else {
        throw Fault(sentence: "there is no account \(name)" + Self.names(of: accounts))
      }
      guard account.enabled else { throw Fault(sentence: "the account \(name) is switched off") }
      return account
    }
    guard accounts.count == 1 else {
      throw Fault(sentence: accounts.isEmpty ? "no account can bind" : "which account? --account" + names(of: accounts))
    }
    return accounts[0]
  }

  private static func names(of accounts: [AccountSettings]) -> String {
    accounts.isEmpty ? "" : " (there are: " + accounts.prefix(20).map(\.name).joined(separator: ", ") + ")"
  }

  private static func place(_ smpp: SMPPSettings, needsTLS: Bool) throws(Fault) -> (endpoint: Endpoint, isTLS: Bool) {
    let plain = needsTLS ? nil : smpp.listen.first
    guard let address = plain ?? smpp.tlsListen.first else {
      throw Fault(sentence: "the configuration has no SMPP listener that the account may use")
    }
    guard let port = UInt16(exactly: address.port), port > 0 else {
      throw Fault(sentence: "the listener \(address) has no fixed port")
    }
    let host =
      switch address.host {
      case "*", "0.0.0.0": "127.0.0.1"
      case "::": "::1"
      default: address.host
      }
    return (Endpoint(host: host, port: port), plain == nil)
  }

  /// The listener is one of this machine, named by its own configuration: there is nobody else to mistake it for, and its
  /// certificate names the gateway, not the address.
  private static func ownTLS() throws(Fault) -> TLSContext {
    do throws(TLSFailure) {
      return try TLSContext(client: ClientTLS(trust: .anyone))
    } catch {
      throw Fault(sentence: "TLS: \(error.reason)")
    }
  }
}
