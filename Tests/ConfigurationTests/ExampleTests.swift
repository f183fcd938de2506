import FoundationEssentials
import Testing

@testable import Configuration

/// The repository, seen from this file.
let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// A file of the repository as text; empty when it is not there.
func repositoryFile(_ path: String) -> String {
  FileManager.default.contents(atPath: repository.appending(path: path).path).map {
    String(decoding: $0, as: UTF8.self)
  } ?? ""
}

/// Secrets that are known to the tests, and none of the machine's.
let knownSecrets = SecretSource(
  environment: { ["PASSERELLE_ADMIN_TOKEN": "t0ken", "EMPTY": ""][$0] },
  file: { ["/run/secret": "from-file\r\n", "/run/empty": "\n"][$0] })

@Suite struct ExampleTests {
  let loaded = Configuration.parse(repositoryFile("conf/example.toml"), file: "example.toml", secrets: knownSecrets)

  @Test func `the example loads without a fault or a warning`() throws {
    #expect(loaded.faults == [])
    #expect(loaded.warnings == [])
    #expect(loaded.configuration != nil)
  }

  @Test func `the example's listeners, store and files arrive`() throws {
    let configuration = try #require(loaded.configuration)
    #expect(configuration.bridge.name == "gw.example.test")
    #expect(configuration.store.url == .sqlite(path: "passerelle.db"))
    #expect(configuration.smpp.listen == [ListenAddress(host: "127.0.0.1", port: 2775)])
    #expect(configuration.smpp.tlsListen == [ListenAddress(host: "127.0.0.1", port: 3550)])
    #expect(configuration.smtp.domains == ["sms.example.test"])
    #expect(configuration.smtp.submissionListen == [ListenAddress(host: "127.0.0.1", port: 2587)])
    #expect(configuration.mail.relay == .smtp(host: "127.0.0.1", port: 2526, implicitTLS: false))
    #expect(configuration.tls?.key == "conf/certs/gw.key")
    #expect(configuration.admin.listen == [ListenAddress(host: "127.0.0.1", port: 8080)])
    #expect(configuration.admin.token == Secret("t0ken"))
  }

  @Test func `the example's providers, routes, lists and accounts arrive in order`() throws {
    let configuration = try #require(loaded.configuration)
    #expect(configuration.providers.map(\.kind) == [.smsBy, .smsc, .bsg])
    #expect(configuration.providers[0].senders == ["SHOP": "123", "*": "0"])
    #expect(configuration.providers[0].viberSenders == ["SHOP": 444])
    #expect(configuration.providers[0].effectiveTimeZone == TimeOffset(hours: 3))
    #expect(configuration.providers[2].effectiveTimeZone == .utc)
    #expect(configuration.providers[1].password == Secret("123"))
    #expect(configuration.routes.map(\.providers) == [["smsby", "bsg"], ["smsc"]])
    #expect(configuration.routes[0].channels == [.sms, .viber, .telegram, .whatsapp])
    #expect(configuration.lists.map(\.name) == ["staff", "customers"])
    #expect(configuration.lists[0].members == ["375291234567", "375297654321"])
    #expect(configuration.lists[1].listID == 17)
    let account = try #require(configuration.accounts.first)
    #expect(account.systemID == "shop")
    #expect(account.maxBinds == 4)
    #expect(account.rate == 200)
    #expect(account.receiptWindow == 10)
    #expect(account.networks.map(\.description) == ["127.0.0.0/8"])
    #expect(account.mailAddresses == ["*@shop.example.test"])
    #expect(account.defaultSender == "SHOP")
  }

  @Test func `without the token's variable the example still loads, with a warning and no token`() throws {
    let bare = SecretSource(environment: { _ in nil }, file: { _ in nil })
    let loaded = Configuration.parse(repositoryFile("conf/example.toml"), file: "e.toml", secrets: bare)
    #expect(loaded.faults == [])
    #expect(
      loaded.warnings.map(\.description) == [
        "e.toml:27: admin.token: the environment variable PASSERELLE_ADMIN_TOKEN is not set; it is left unset"
      ])
    #expect(loaded.configuration?.admin.token == nil)
    #expect(loaded.configuration?.admin != nil)
  }
}
