import Messages
import Providers
import Testing

struct ProviderCatalogueTests {
  @Test func everyKindIsMadeOfItsSettings() throws {
    var settings = ProviderSettings(name: "p")
    settings.token = "t"
    settings.login = "alex"
    settings.password = "123"
    settings.apiKey = "k"
    settings.senders = ["*": "0"]
    for kind in ProviderCatalogue.kinds {
      #expect(try ProviderCatalogue.make(kind: kind, settings: settings).name == "p")
      #expect(try ProviderCatalogue.make(kind: kind, settings: settings).offer(for: .sms) != nil)
    }
    #expect(ProviderCatalogue.kinds == ["sms.by", "smsc", "bsg", "simulator"])
  }

  @Test(
    arguments: [
      ("sms.by", ProviderSettingsFault.missing("token")), ("smsc", .missing("login")), ("bsg", .missing("api_key")),
      ("pigeon", .unknownKind("pigeon")),
    ] as [(String, ProviderSettingsFault)])
  func whatIsMissingIsNamed(kind: String, fault: ProviderSettingsFault) {
    #expect(throws: fault) { try ProviderCatalogue.make(kind: kind, settings: ProviderSettings(name: "p")) }
  }

  @Test func aSenderOfSMSByIsKnownByANumber() {
    var settings = ProviderSettings(name: "p")
    settings.token = "t"
    settings.viberSenders = ["SHOP": "shop"]
    #expect(throws: ProviderSettingsFault.senderID(key: "viber_senders", sender: "SHOP")) {
      try ProviderCatalogue.make(kind: "sms.by", settings: settings)
    }
  }

  @Test func inquiriesHaveNamesOfTheirOwnAndAskForWhatTheyNeed() throws {
    var settings = ProviderSettings(name: "p")
    settings.token = "t"
    settings.apiKey = "k"
    for kind in ProviderCatalogue.kinds {
      let provider = try ProviderCatalogue.make(kind: kind, settings: settings)
      let names = provider.inquiries.map(\.name)
      #expect(Set(names).count == names.count)
      for inquiry in provider.inquiries {
        let needed = inquiry.arguments.filter { !$0.hasSuffix("?") }
        let given = Dictionary(uniqueKeysWithValues: needed.map { ($0, "375291234567") })
        guard case .call = provider.ask(inquiry.name, arguments: given, context: Sample.context) else {
          Issue.record("\(kind) \(inquiry.name) cannot be asked")
          continue
        }
        if let first = needed.first {
          var incomplete = given
          incomplete[first] = nil
          let step = provider.ask(inquiry.name, arguments: incomplete, context: Sample.context)
          #expect(isNone(step), "\(kind) \(inquiry.name) without \(first)")
        }
      }
    }
  }
}
