import Admin
import Configuration
import Delivery
import Listeners
import Providers
import Telemetry
import Transport

/// Reading the configuration again while everything runs.
extension BridgeProcess {
  /// What can change live is in force when this returns, and no session was dropped; what cannot is named. A configuration
  /// with a fault, or one whose files are not to be had, changes nothing. Called by ``ReloadDoor``, one at a time.
  func reload() -> AdminViews.Reload {
    ServiceManager.notify("RELOADING=1\n" + ServiceManager.monotonicLine)
    defer { ServiceManager.notify("READY=1") }
    let loaded = read()
    guard let read = loaded.configuration else { return refused(loaded.faults.map(\.description)) }
    let next = AccountAssembly.withDryRuns(read)
    do throws(StartFailure) {
      let providers = try ProviderAssembly.providers(next)
      TLSContext.putInForce(try certificates(next)[...])
      return put(next, providers)
    } catch {
      return refused([error.sentence])
    }
  }

  private func refused(_ faults: [String]) -> AdminViews.Reload {
    for fault in faults { log.error("reload-refused", ["reason": fault]) }
    return .refused(faults)
  }

  /// Makes all that is needed of the certificates before any of it is in force.
  private func certificates(_ next: Configuration) throws(StartFailure) -> [TLSContext.Replacement] {
    do throws(TLSFailure) {
      var replacements = [try mail.certificates(next)].compactMap { $0 }
      if let tls, let settings = next.tls {
        replacements.append(try tls.replacement(server: TLSAssembly.server(settings)))
      }
      return replacements
    } catch {
      throw StartFailure(sentence: "tls: \(error.file): \(error.reason)")
    }
  }

  /// Nothing here can fail.
  private func put(_ next: Configuration, _ providers: [any Provider]) -> AdminViews.Reload {
    let previous = inForce.now
    log.set(next.log)
    smpp.accounts.replace(AccountAssembly.accounts(next), now: engine.executor.now)
    smpp.lists.replace(SMPPAssembly.lists(next))
    smpp.replace(SMPPAssembly.settings(next))
    SMPPAssembly.replaceLogins(smpp.logins, next)
    exchange.replace(HTTPAssembly.lines(next))
    engine.update(DeliveryAssembly.terms(next))
    engine.intake.routing.router = RoutingAssembly.router(next, providers)
    engine.replace(
      providers: providers, terms: ProviderAssembly.terms(next), callbackURLs: ProviderAssembly.callbackURLs(next),
      changed: ProviderAssembly.changed(from: previous, to: next))
    let (before, after) = (ProviderAssembly.held(previous), ProviderAssembly.held(next))
    for name in after.subtracting(before) { engine.hold(provider: name) }
    for name in before.subtracting(after) { engine.resume(provider: name) }
    mail.replace(next)
    space.update(least: next.bridge.minimumFreeSpace)
    waiting.update(most: next.store.maxWaiting)
    admin.update(AdminAssembly.terms(next))
    alarms.update(AlarmAssembly.terms(next))
    let files = inForce.replace(next)
    let live = ReloadPlan(from: previous, to: next).live.map(\.description) + files
    let restart = ReloadPlan(from: configuration, to: next).restart
    for change in restart { log.warning("reload-needs-restart", ["key": "\(change.key)"]) }
    log.info("reloaded", ["changes": "\(live.count)"])
    return .done(live: live, restart: restart.map(\.description))
  }
}
