import Testing

@testable import Configuration

@Suite struct RenderingTests {
  private func parse(_ text: String) throws -> Configuration {
    let loaded = Configuration.parse(text, file: "c.toml", secrets: knownSecrets)
    #expect(loaded.faults == [])
    return try #require(loaded.configuration)
  }

  @Test func `effective settings can be read again, and only secrets are lost`() throws {
    let configuration = try parse(repositoryFile("conf/example.toml"))
    let again = try parse(EffectiveSettings.text(configuration))
    let plan = ReloadPlan(from: configuration, to: again)
    #expect(
      Set((plan.live + plan.restart).map(\.key)) == [
        "admin.token", "provider[smsby].token", "provider[smsc].password", "provider[bsg].api_key",
        "account[shop].password",
      ])
  }

  @Test func `effective settings hold defaults and no secret`() throws {
    let text = EffectiveSettings.text(try parse(repositoryFile("conf/example.toml")))
    for secret in ["t0ken", "smsby-token", "live_KEY", "\"123\"", "\"secret\""] { #expect(!text.contains(secret)) }
    for line in [
      "token = \"***\"", "receipt_window = 10", "session_init = \"10s\"", "max_message = \"1MiB\"", "[[route]]",
      "[tls]",
    ] {
      #expect(text.contains("\n\(line)\n"), "\(line)")
    }
    #expect(!EffectiveSettings.text(Configuration()).contains("[tls]"))
  }

  @Test func `a reload tells what is live from what waits for a restart`() throws {
    let old = try parse(
      "[smpp]\nlisten = [\"127.0.0.1:1\"]\nmax_connections = 5\n[[account]]\nname = \"a\"\nrate = 1\n[[account]]\nname = \"b\""
    )
    let new = try parse(
      "[smpp]\nlisten = [\"127.0.0.1:2\"]\nmax_connections = 6\n[[account]]\nname = \"c\"\n[[account]]\nname = \"a\"\nrate = 2"
    )
    let plan = ReloadPlan(from: old, to: new)
    #expect(plan.restart.map(\.description) == ["smpp.listen: [\"127.0.0.1:1\"] -> [\"127.0.0.1:2\"]"])
    #expect(
      plan.live.map(\.description) == [
        "smpp.max_connections: 5 -> 6", "account[b]: present -> unset", "account[c]: unset -> present",
        "account[a].rate: 1 -> 2",
      ])
  }

  @Test func `a changed password is a change, and neither is shown`() throws {
    let old = try parse("[[account]]\nname = \"a\"\nsystem_id = \"a\"\npassword = \"one\"")
    let new = try parse("[[account]]\nname = \"a\"\nsystem_id = \"a\"\npassword = \"two\"")
    #expect(ReloadPlan(from: old, to: new).live.map(\.description) == ["account[a].password: \"***\" -> \"***\""])
  }

  @Test func `routes in another order are a change`() throws {
    let providers = "[[provider]]\nname = \"p\"\nkind = \"simulator\"\n"
    let route = { (name: String) in "[[route]]\nname = \"\(name)\"\nproviders = [\"p\"]\n" }
    let plan = ReloadPlan(
      from: try parse(providers + route("x") + route("y")), to: try parse(providers + route("y") + route("x")))
    #expect(plan.live.map(\.key) == ["route[]"])
    #expect(plan.restart == [])
  }

  @Test func `the same configuration has nothing to reload`() throws {
    let configuration = try parse(repositoryFile("conf/example.toml"))
    let plan = ReloadPlan(from: configuration, to: configuration)
    #expect(plan.live == [] && plan.restart == [])
  }

  @Test func `the built-in default is a configuration that loads and stays on loopback`() throws {
    let configuration = Configuration.simulated(dataFolder: "var")
    let loaded = Configuration.parse(EffectiveSettings.text(configuration), file: "f", secrets: knownSecrets)
    #expect(loaded.faults == [])
    #expect(loaded.warnings == [])
    #expect(configuration.bridge.data == "var")
    #expect(configuration.smpp.listen.map(\.description) == ["127.0.0.1:2775"])
    #expect(configuration.smtp.listen.map(\.description) == ["127.0.0.1:2525"])
    #expect(configuration.smtp.domains == ["sms.localhost"])
    #expect(configuration.admin.listen.map(\.description) == ["127.0.0.1:8080"])
    let networks = try #require(configuration.accounts.first).networks
    let reachable = ["10.0.0.1", "127.0.0.1", "::1", "2001:db8::1"].filter { address in
      networks.contains { $0.contains(address) }
    }
    #expect(reachable == ["127.0.0.1", "::1"])
  }

  @Test func `simulating a file keeps names and sends nothing out`() throws {
    let configuration = try parse(repositoryFile("conf/example.toml")).simulated()
    #expect(configuration.providers.map(\.name) == ["smsby", "smsc", "bsg"])
    let outside = configuration.providers.filter {
      $0.kind != .simulator || $0.url != nil || $0.token != nil || $0.password != nil
    }
    #expect(outside == [])
    #expect(configuration.routes.map(\.providers) == [["smsby", "bsg"], ["smsc"]])
  }
}
