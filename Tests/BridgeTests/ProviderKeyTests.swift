import Admin
import Delivery
import Messages
import Testing

@testable import Bridge
@testable import Configuration

/// A key of the reference table that is set to something else than its default, in a configuration of one kind.
struct Probe: Sendable, CustomTestStringConvertible {
  var key: String
  var kind: String
  var value: String
  /// Lines that the key needs beside it.
  var beside: String

  init(_ key: String, _ value: String, kind: String = "simulator", beside: String = "") {
    self.key = key
    self.value = value
    self.kind = kind
    self.beside = beside
  }

  var testDescription: String { key }
}

/// Every key of `[[provider]]` and `[[route]]` changes something that the bridge is put together of.
@Suite struct ProviderKeyTests {
  static let providerProbes = [
    Probe("name", "\"other\""), Probe("kind", "\"bsg\"", beside: "api_key = \"k\""),
    Probe("url", "\"https://h.test\"", kind: "bsg"), Probe("backup_urls", "[\"https://h.test\"]", kind: "smsc"),
    Probe("token", "\"other\"", kind: "sms.by"), Probe("login", "\"other\"", kind: "smsc"),
    Probe("password", "\"other\"", kind: "smsc"), Probe("api_key", "\"other\"", kind: "bsg"),
    Probe("enabled", "false"), Probe("maintenance", "true"), Probe("senders", "{ SHOP = 7 }", kind: "sms.by"),
    Probe("viber_senders", "{ SHOP = 7 }", kind: "sms.by"), Probe("allowed_senders", "[\"SHOP\"]"),
    Probe("time_zone", "\"+05:00\"", kind: "bsg"), Probe("connect_timeout", "\"3s\"", kind: "bsg"),
    Probe("timeout", "\"3s\"", kind: "bsg"), Probe("stall_timeout", "\"3s\"", kind: "bsg"), Probe("concurrency", "7"),
    Probe("requests_per_second", "7", kind: "bsg"), Probe("batch_size", "7"),
    Probe("max_response", "\"1MiB\"", kind: "bsg"), Probe("proxy", "\"http://p.test:3128\"", kind: "bsg"),
    Probe("ca_file", "\"ca.pem\"", kind: "bsg"),
    Probe("client_certificate", "\"c.pem\"", kind: "bsg", beside: "client_key = \"k.pem\""),
    Probe("client_key", "\"other.pem\"", kind: "bsg", beside: "client_certificate = \"c.pem\""),
    Probe("http2", "false", kind: "bsg"), Probe("checkable", "true", kind: "sms.by"),
    Probe("show_cost", "true", kind: "smsc"), Probe("test_mode", "true", kind: "smsc"),
    Probe("latin_limit", "99", kind: "bsg"), Probe("other_limit", "99", kind: "bsg"),
    Probe("form_only", "true", kind: "sms.by"), Probe("check_lists", "false", kind: "sms.by"),
    Probe("key_as_bearer", "true", kind: "bsg"), Probe("tariff", "3", kind: "bsg"),
    Probe("validity", "\"2h\"", kind: "smsc"), Probe("on_unknown", "\"fail\""),
    Probe("status_interval", "\"5m\"", kind: "smsc"), Probe("status_batch", "7", kind: "smsc"),
    Probe("incoming", "true", kind: "smsc"), Probe("incoming_account", "\"shop\"", kind: "smsc"),
    Probe("incoming_interval", "\"7s\""), Probe("callback_secret", "\"s\""),
    Probe("callback_signature", "\"sha1\"", kind: "smsc", beside: "callback_signature_secret = \"w\""),
    Probe("callback_signature_secret", "\"w\"", kind: "smsc", beside: "callback_signature = \"md5\""),
    Probe("breaker_failures", "7"), Probe("breaker_pause", "\"7s\""), Probe("no_money_pause", "\"7s\""),
    Probe("balance_interval", "\"7s\"", beside: "balance_alarm = 50.0"), Probe("balance_alarm", "7.0"),
    Probe("weight", "7", beside: "# weighted"), Probe("price", "0.5", beside: "# cheapest"),
    Probe("simulated_delay", "\"7s\""), Probe("simulated_latency", "\"7s\""),
  ]

  static let routeProbes = [
    Probe("name", "\"other\""), Probe("prefixes", "[\"375\"]"), Probe("channels", "[\"viber\"]"),
    Probe("senders", "[\"SHOP\"]"), Probe("accounts", "[\"shop\"]"), Probe("service_types", "[\"CMT\"]"),
    Probe("minimum_parts", "2"), Probe("maximum_parts", "3"), Probe("providers", "[\"second\"]"),
    Probe("strategy", "\"weighted\""), Probe("weights", "[3, 1]", beside: "strategy = \"weighted\""),
    Probe("on_unknown", "\"resend\""), Probe("failover_after", "\"7s\""), Probe("cascade", "[\"viber\", \"sms\"]"),
    Probe("forwarding_time", "\"7m\""), Probe("own_forwarding", "true"), Probe("sync", "true"), Probe("hold", "true"),
    Probe("sender", "\"SHOP\""),
  ]

  @Test func `every key of the reference is probed`() {
    func keys(_ section: String) -> Set<String> {
      Set(SettingTable.sections.flatMap(\.settings).filter { $0.section == section }.map(\.key))
    }
    #expect(keys("provider") == Set(Self.providerProbes.map(\.key)))
    #expect(keys("route") == Set(Self.routeProbes.map(\.key)))
  }

  @Test(arguments: providerProbes)
  func `a key of a provider has an effect`(_ probe: Probe) throws {
    let credentials: [String: String] =
      switch probe.kind {
      case "sms.by": ["token": "\"t\""]
      case "smsc": ["login": "\"l\"", "password": "\"p\""]
      case "bsg": ["api_key": "\"k\""]
      default: [:]
      }
    var lines: [String: String] = ["name": "\"first\"", "kind": "\"\(probe.kind)\""]
    lines.merge(credentials) { $1 }
    var needed = probe.beside.split(separator: "\n").map(String.init)
    if probe.key == "callback_signature_secret" { lines["callback_signature_secret"] = "\"before\"" }
    if probe.key == "client_key" { lines["client_key"] = "\"before.pem\"" }
    if probe.key == "client_certificate" { lines["client_certificate"] = "\"before.pem\"" }
    if probe.key == "callback_signature" { lines["callback_signature"] = "\"md5\"" }
    let strategy = probe.beside.hasPrefix("# ") ? String(probe.beside.dropFirst(2)) : "ordered"
    if probe.key == "kind" { needed = ["api_key = \"k\""] }
    func text(_ lines: [String: String]) -> String {
      let provider = lines.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" } + needed
      let name = lines["name"] ?? ""
      return """
        [admin]
        callback_url = "https://gw.test"
        [[account]]
        name = "shop"
        system_id = "shop"
        password = "secret"
        [[provider]]
        \(provider.joined(separator: "\n"))
        [[provider]]
        name = "second"
        kind = "simulator"
        price = 1.0
        [[route]]
        strategy = "\(strategy)"
        providers = [\(name), "second"]
        """
    }
    let before = try effects(text(lines))
    lines[probe.key] = probe.value
    #expect(try effects(text(lines)) != before, "\(probe.key) changes nothing")
  }

  @Test(arguments: routeProbes)
  func `a key of a route has an effect`(_ probe: Probe) throws {
    func text(_ lines: [String: String]) -> String {
      let route = lines.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
      return """
        [[account]]
        name = "shop"
        system_id = "shop"
        password = "secret"
        [[provider]]
        name = "first"
        kind = "simulator"
        [[provider]]
        name = "second"
        kind = "simulator"
        [[route]]
        \(probe.beside)
        \(route.joined(separator: "\n"))
        """
    }
    var lines = ["providers": "[\"first\", \"second\"]"]
    let before = try effects(text(lines))
    lines[probe.key] = probe.value
    #expect(try effects(text(lines)) != before, "\(probe.key) changes nothing")
  }

  @Test func `senders are numbers at sms_by and names elsewhere`() throws {
    func faults(_ kind: String, _ senders: String) -> [String] {
      let text =
        "[[provider]]\nname = \"p\"\nkind = \"\(kind)\"\ntoken = \"t\"\napi_key = \"k\"\nsenders = \(senders)\n"
      return Configuration.parse(text, file: "c").faults.filter { $0.key.hasPrefix("provider[0].senders") }.map(
        \.reason)
    }
    #expect(faults("bsg", "{ SHOP = \"Shop Ltd\", \"*\" = 77 }") == [])
    #expect(faults("smsc", "{ SHOP = \"Shop Ltd\" }") == [])
    #expect(faults("sms.by", "{ SHOP = 123 }") == [])
    #expect(faults("sms.by", "{ SHOP = \"Shop\" }").count == 1)
    let text = "[[provider]]\nname = \"p\"\nkind = \"bsg\"\napi_key = \"k\"\nsenders = { SHOP = \"Shop Ltd\", A = 7 }\n"
    let configuration = try #require(Configuration.parse(text, file: "c").configuration)
    #expect(configuration.providers.first?.senders == ["SHOP": "Shop Ltd", "A": "7"])
  }

  @Test(arguments: ["sms.by", "bsg"])
  func `a kind that cannot pretend refuses the test mode`(_ kind: String) {
    let text = "[[provider]]\nname = \"p\"\nkind = \"\(kind)\"\ntoken = \"t\"\napi_key = \"k\"\ntest_mode = true\n"
    #expect(Configuration.parse(text, file: "c").faults.map(\.key) == ["provider[0].test_mode"])
  }

  /// All that the bridge is put together of, as text.
  private func effects(_ text: String) throws -> String {
    let loaded = Configuration.parse(text, file: "c.toml")
    let configuration = try #require(loaded.configuration, "\(loaded.faults)")
    let providers = try ProviderAssembly.providers(configuration)
    let router = RoutingAssembly.router(configuration, providers)
    var owners: [String] = []
    for provider in configuration.providers {
      owners.append(IncomingAssembly.owner(configuration)(provider.name, "1") ?? "none")
    }
    var effects = ""
    dump(providers, to: &effects)
    dump(HTTPAssembly.lines(configuration), to: &effects)
    dump(ProviderAssembly.terms(configuration).sorted { $0.key < $1.key }, to: &effects)
    dump(ProviderAssembly.held(configuration).sorted(), to: &effects)
    dump(ProviderAssembly.callbackURLs(configuration).sorted { $0.key < $1.key }, to: &effects)
    dump(SimulatorAssembly.settings(configuration.providers).sorted { $0.key < $1.key }, to: &effects)
    dump(BalanceAssembly.intervals(configuration).sorted { $0.key < $1.key }, to: &effects)
    dump(AlarmAssembly.terms(configuration).balances.sorted { $0.key < $1.key }, to: &effects)
    dump(owners, to: &effects)
    dump(router.rules, to: &effects)
    return effects
  }
}
