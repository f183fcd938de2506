import Configuration
import Delivery
import Listeners
import Messages
import SMPP
import Telemetry
import Transport

/// The SMPP listeners of the configuration.
enum SMPPAssembly {
  static func settings(_ configuration: Configuration) -> SMPPService.Settings {
    let smpp = configuration.smpp
    var settings = SMPPService.Settings()
    settings.session.sessionInit = smpp.sessionInit
    settings.session.enquireLink = smpp.enquireLink > .zero ? smpp.enquireLink : nil
    settings.session.response = smpp.responseTimeout
    settings.session.inactivity = smpp.inactivity > .zero ? smpp.inactivity : nil
    settings.session.drain = smpp.unbindTimeout
    settings.session.boundFrame = smpp.maxPDU
    settings.session.unboundFrame = smpp.maxPDUBeforeBind
    settings.session.maximumUnflushed = smpp.maxUnsent
    settings.session.requests.prefersPayload = smpp.textAndPayload == .payload
    settings.session.requests.allowsHighPriority = smpp.priority == .clamp
    settings.session.requests.checksNumberKinds = smpp.strictAddresses
    settings.longCredentials = smpp.longCredentials
    settings.transactionTimeout = smpp.transactionTimeout
    settings.systemID = smpp.systemID ?? String(configuration.bridge.name.prefix(15))
    settings.windowHardCap = smpp.windowHardCap
    settings.namesBindFaults = smpp.bindRefusal == .specific
    settings.maxConnections = smpp.maxConnections
    settings.maxPerAddress = smpp.maxPerAddress
    settings.awaitedNumbers = smpp.awaitedNumbers
    settings.congestionState = smpp.congestionState
    return settings
  }

  static func logins(_ configuration: Configuration) -> LoginGuard {
    let smpp = configuration.smpp
    return LoginGuard(failures: smpp.bindFailures, window: smpp.bindFailureWindow, ban: smpp.bindBan)
  }

  static func replaceLogins(_ logins: LoginGuard, _ configuration: Configuration) {
    let smpp = configuration.smpp
    logins.replace(failures: smpp.bindFailures, window: smpp.bindFailureWindow, ban: smpp.bindBan)
  }

  static func lists(_ configuration: Configuration) -> [ListDirectory.List] {
    configuration.lists.map { list in
      let kept = list.provider.flatMap { provider in
        list.listID.map { ProviderList(provider: provider, id: String($0)) }
      }
      return ListDirectory.List(name: list.name, members: list.members, providerList: kept, accounts: list.accounts)
    }
  }

  /// Opens every SMPP listener.
  static func listen(
    _ configuration: Configuration, _ service: SMPPService, on loops: EventLoopGroup, tls: TLSContext?,
    pauses: AcceptPauses
  ) throws(StartFailure) -> [OpenListener] {
    let smpp = configuration.smpp
    var open: [OpenListener] = []
    var options = ListenerOptions()
    options.proxyNetworks = smpp.proxyNetworks.compactMap(\.transportNetwork)
    options.connection.userTimeout = smpp.tcpUserTimeout
    options.connection.highWater = smpp.maxUnsent
    // Answers to what had been read come on top.
    options.connection.outputLimit = 2 * smpp.maxUnsent + (1 << 20)
    options.openingTimeout = smpp.tlsHandshake
    options.exhausted = pauses.exhausted("smpp")
    if smpp.autoTLS, let tls { options.tls = .detected(tls) }
    for address in smpp.listen {
      open.append(try OpenListener("SMPP", address, options, loops) { service.handler(for: $0) })
    }
    guard let tls else { return open }
    options.tls = .implicit(tls)
    for address in smpp.tlsListen {
      open.append(try OpenListener("SMPP over TLS", address, options, loops) { service.handler(for: $0) })
    }
    return open
  }
}

/// A listener with what it is for.
struct OpenListener: Sendable {
  let purpose: String
  let listener: Listener

  init(
    _ purpose: String, _ address: ListenAddress, _ options: ListenerOptions, _ loops: EventLoopGroup,
    handler: @escaping @Sendable (Connection) -> (any ConnectionHandler)?
  ) throws(StartFailure) {
    self.purpose = purpose
    do throws(ListenFailure) {
      listener = try Listener(at: address.endpoint, on: loops, options: options, makeHandler: handler)
    } catch {
      throw StartFailure(sentence: "cannot listen for \(purpose) on \(error)")
    }
  }
}
