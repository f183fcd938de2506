import Testing

@testable import Configuration

/// One bad configuration and the exact lines it must give.
struct BadConfiguration: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let faults: [String]

  init(_ name: String, _ text: String, _ faults: String...) {
    self.name = name
    self.text = text
    self.faults = faults
  }

  var testDescription: String { name }
}

@Suite struct FaultTests {
  static let table: [BadConfiguration] = [
    // Unknown.
    BadConfiguration("an unknown key", "[smpp]\nfoo = 1", "c.toml:2: smpp.foo: unknown key"),
    BadConfiguration(
      "a misspelt key", "[[account]]\nname = \"a\"\nmax_bind = 3",
      "c.toml:3: account[0].max_bind: unknown key, did you mean max_binds?"),
    BadConfiguration("a misspelt table", "[stmp]\n", "c.toml:1: stmp: unknown table, did you mean smtp?"),
    BadConfiguration("a key at the top", "data = \"x\"", "c.toml:1: data: unknown key, did you mean bridge.data?"),
    BadConfiguration("a stray word at the top", "zzzz = 1", "c.toml:1: zzzz: unknown table"),
    BadConfiguration("an unknown table in a section", "[smtp.limits]\nx = 1", "c.toml:1: smtp.limits: unknown key"),
    BadConfiguration(
      "a table that is a value", "smtp = 3", "c.toml:1: smtp: expected a table [smtp], found an integer"),
    BadConfiguration(
      "single brackets for a repeated table", "[account]\nname = \"a\"",
      "c.toml:1: account: expected an array of tables [[account]], found a table"),
    BadConfiguration(
      "double brackets for a single table", "[[smtp]]\n", "c.toml:1: smtp: expected a table [smtp], found an array"),
    // Duplicates.
    BadConfiguration(
      "a doubled key", "[log]\nlevel = \"info\"\nlevel = \"debug\"",
      "c.toml:3: log.level: is set twice, first on line 2"),
    BadConfiguration(
      "a doubled key in the second of two tables",
      "[[account]]\nname = \"a\"\n[[account]]\nname = \"b\"\nrate = 1\nrate = 2",
      "c.toml:6: account[1].rate: is set twice, first on line 5"),
    BadConfiguration("a doubled table", "[log]\n[smpp]\n[log]\n", "c.toml:3: log: is set twice, first on line 1"),
    BadConfiguration(
      "a doubled key and an unknown one", "[log]\nlevel = \"info\"\nlevel = \"debug\"\nfoo = 1",
      "c.toml:3: log.level: is set twice, first on line 2", "c.toml:4: log.foo: unknown key"),
    BadConfiguration(
      "a doubled key in a map", "[[provider]]\nname = \"p\"\nkind = \"simulator\"\nsenders = { A = 1, A = 2 }",
      "c.toml:4: provider[0].senders: syntax error: "),
    BadConfiguration(
      "a doubled key in a table of the second element",
      "[[provider]]\nname = \"p\"\nkind = \"simulator\"\n[provider.senders]\nA = 1\n"
        + "[[provider]]\nname = \"q\"\nkind = \"simulator\"\n[provider.senders]\nA = 1\nA = 2",
      "c.toml:11: provider[1].senders.A: is set twice, first on line 10"),
    // Against each other.
    BadConfiguration(
      "a postmaster in our own domain",
      "[smtp]\ndomains = [\"sms.example.test\"]\npostmaster = \"admin@sms.example.test\"",
      "c.toml:3: smtp.postmaster: is in sms.example.test, which is ours: its mail would come back here"),
    // Types.
    BadConfiguration(
      "text for an integer", "[smpp]\nmax_connections = \"9\"",
      "c.toml:2: smpp.max_connections: expected an integer, found a string"),
    BadConfiguration(
      "a decimal for an integer", "[smpp]\nmax_connections = 1.5",
      "c.toml:2: smpp.max_connections: expected an integer, found a decimal number"),
    BadConfiguration(
      "a word for a flag", "[log]\nmask_texts = \"yes\"",
      "c.toml:2: log.mask_texts: expected true or false, found a string"),
    BadConfiguration(
      "a date for a string", "[bridge]\nname = 2024-01-01", "c.toml:2: bridge.name: expected a string, found a date"),
    BadConfiguration(
      "a string for a list", "[smtp]\ndomains = \"a.test\"", "c.toml:2: smtp.domains: expected an array, found a string"
    ),
    BadConfiguration(
      "a wrong element, on its own line", "[smpp]\nlisten = [\n  \"127.0.0.1:0\",\n  7,\n]",
      "c.toml:4: smpp.listen[1]: expected an address such as \"127.0.0.1:2775\", found an integer"),
    BadConfiguration(
      "a flag for a duration", "[smpp]\nsession_init = true",
      "c.toml:2: smpp.session_init: expected a duration such as \"30s\", found true or false"),
    BadConfiguration(
      "a duration without unit", "[smpp]\nsession_init = \"30\"",
      "c.toml:2: smpp.session_init: \"30\" is no duration, write it as \"30s\" or in seconds"),
    BadConfiguration(
      "a size with a wrong unit", "[smtp]\nmax_message = \"1Mb\"",
      "c.toml:2: smtp.max_message: \"1Mb\" is no size, write it as \"1MiB\" or in octets"),
    BadConfiguration(
      "a word outside of the set", "[log]\nlevel = \"loud\"",
      "c.toml:2: log.level: \"loud\" is none of \"error\", \"warning\", \"info\", \"debug\""),
    BadConfiguration(
      "an address without port", "[smpp]\nlisten = [\"127.0.0.1\"]",
      "c.toml:2: smpp.listen[0]: \"127.0.0.1\" is no address, write it as \"127.0.0.1:2775\""),
    BadConfiguration(
      "a network with host bits", "[smtp]\ntrusted_networks = [\"10.0.0.1/8\"]",
      "c.toml:2: smtp.trusted_networks[0]: \"10.0.0.1/8\" is no network, write it as \"10.0.0.0/8\""),
    BadConfiguration(
      "a wrong value in a map",
      "[[provider]]\nname = \"p\"\nkind = \"simulator\"\nsenders = { \"*\" = 1.5 }",
      "c.toml:4: provider[0].senders.\"*\": expected a string, found a decimal number"),
    // Ranges.
    BadConfiguration(
      "one under the range", "[smtp]\nmax_recipients = 99",
      "c.toml:2: smtp.max_recipients: 99 is out of range, 100 to 10000"),
    BadConfiguration(
      "one past the range", "[smtp]\nmax_recipients = 10001",
      "c.toml:2: smtp.max_recipients: 10001 is out of range, 100 to 10000"),
    BadConfiguration(
      "the largest integer", "[smtp]\nmax_recipients = 9223372036854775807",
      "c.toml:2: smtp.max_recipients: 9223372036854775807 is out of range, 100 to 10000"),
    BadConfiguration(
      "a duration past its range", "[smpp]\nsession_init = \"601s\"",
      "c.toml:2: smpp.session_init: 601s is out of range, 1s to 10m"),
    BadConfiguration(
      "a negative duration", "[smpp]\nsession_init = -1", "c.toml:2: smpp.session_init: -1s is out of range, 1s to 10m"),
    BadConfiguration(
      "a size under its range", "[smpp]\nmax_pdu = 4095", "c.toml:2: smpp.max_pdu: 4095B is out of range, 4KiB to 1MiB"),
    BadConfiguration(
      "an empty name", "[bridge]\nname = \"\"", "c.toml:2: bridge.name: has 0 octets, allowed are 1 to 253 octets"),
    BadConfiguration(
      "a control character", "[bridge]\nname = \"a\\u0001\"", "c.toml:2: bridge.name: holds a control character"),
    // Missing.
    BadConfiguration(
      "a missing key, at its table", "[log]\n\n[tls]\ncertificate = \"c\"", "c.toml:3: tls.key: is missing"),
    BadConfiguration(
      "a missing key in a repeated table", "[[account]]\nname = \"a\"\n\n[[account]]\nrate = 1",
      "c.toml:4: account[1].name: is missing"),
    BadConfiguration(
      "credentials that the kind needs", "[[provider]]\nname = \"p\"\nkind = \"bsg\"\n",
      "c.toml:1: provider[0].api_key: is missing: the kind \"bsg\" needs it"),
    BadConfiguration(
      "listeners without domain", "[smtp]\nlisten = [\"127.0.0.1:0\"]\n[mail]\nrelay = \"folder:o\"",
      "c.toml:1: smtp.domains: is missing: listeners need at least one domain"),
    BadConfiguration(
      "a system_id without password", "[[account]]\nname = \"a\"\nsystem_id = \"a\"",
      "c.toml:1: account[0].password: is missing: system_id needs it"),
    // Syntax.
    BadConfiguration("a value that is none", "[smpp]\nlisten = nonsense\n", "c.toml:2: smpp.listen: syntax error: "),
    BadConfiguration(
      "a key without value", "[[account]]\nname = \"a\"\nrate =\n", "c.toml:3: account[0].rate: syntax error: "),
    BadConfiguration(
      "a string without end", "[bridge]\nname = \"gw\ndata = \"x\"\n", "c.toml:2: bridge.name: syntax error: "),
    BadConfiguration("an array without end", "[smpp]\nlisten = [\"a:1\"\n\n[log]\n", "c.toml:4: log: syntax error: "),
    BadConfiguration("a header without end", "[log]\n[smpp\nlisten = []", "c.toml:2: smpp: syntax error: "),
    BadConfiguration(
      "a syntax fault beside a fault of meaning, without a missing key as its echo",
      "[[account]]\nname = nonsense\nrate = -1",
      "c.toml:2: account[0].name: syntax error: ", "c.toml:3: account[0].rate: -1 is out of range, 0 to 1000000"),
    // Secrets.
    BadConfiguration(
      "a variable that is not set", "[mail]\npassword = { env = \"NONE\" }",
      "c.toml:2: mail.password: the environment variable NONE is not set"),
    BadConfiguration(
      "a variable that is empty", "[mail]\npassword = { env = \"EMPTY\" }",
      "c.toml:2: mail.password: the environment variable EMPTY is not set"),
    BadConfiguration(
      "a file that is not there", "[mail]\npassword = { file = \"/none\" }",
      "c.toml:2: mail.password: the file /none cannot be read"),
    BadConfiguration(
      "a file with an empty line", "[mail]\npassword = { file = \"/run/empty\" }",
      "c.toml:2: mail.password: has 0 octets, allowed are 1 to 4096"),
    BadConfiguration(
      "a secret from nowhere", "[mail]\npassword = { vault = \"x\" }",
      "c.toml:2: mail.password: a secret has exactly one of env = \"NAME\" and file = \"path\""),
    // Between settings.
    BadConfiguration(
      "TLS listeners without certificate", "[smpp]\ntls_listen = [\"127.0.0.1:0\"]",
      "c.toml:2: smpp.tls_listen: needs a [tls] table"),
    BadConfiguration(
      "a route to nobody", "[[provider]]\nname = \"smsby\"\nkind = \"simulator\"\n[[route]]\nproviders = [\"smsbi\"]",
      "c.toml:5: route[0].providers: there is no provider \"smsbi\", did you mean \"smsby\"?"),
    BadConfiguration(
      "a name that is taken", "[[account]]\nname = \"a\"\n[[account]]\nname = \"a\"",
      "c.toml:4: account[1].name: \"a\" is taken by account[0]"),
    BadConfiguration(
      "a system_id that is taken",
      "[[account]]\nname = \"a\"\nsystem_id = \"x\"\npassword = \"p\"\n[[account]]\nname = \"b\"\nsystem_id = \"x\"\npassword = \"p\"",
      "c.toml:7: account[1].system_id: \"x\" is taken by account[0]"),
    BadConfiguration(
      "a number with two owners",
      "[[account]]\nname = \"a\"\nnumbers = [\"375441\"]\n[[account]]\nname = \"b\"\nnumbers = [\"375441\"]",
      "c.toml:6: account[1].numbers: 375441 belongs to account[0] already"),
    BadConfiguration(
      "a list of nobody's", "[[list]]\nname = \"l\"\nprovider = \"p\"\nlist_id = 1",
      "c.toml:3: list[0].provider: there is no provider \"p\""),
    BadConfiguration(
      "a list without anything", "[[list]]\nname = \"l\"",
      "c.toml:1: list[0].members: is missing: a list has members, or provider and list_id"),
    BadConfiguration(
      "a prepared text without its number",
      "[[provider]]\nname = \"p\"\nkind = \"simulator\"\n[[text]]\nid = 1\ntext = \"t\"\nprovider = \"p\"",
      "c.toml:4: text[0].message_id: is missing: a prepared text has a number"),
    BadConfiguration(
      "one address for two listeners", "[smpp]\nlisten = [\"127.0.0.1:2775\"]\n[admin]\nlisten = \"127.0.0.1:2775\"",
      "c.toml:4: admin.listen: 127.0.0.1:2775 is taken by smpp.listen"),
    // Many at once, in the order of the lines.
    BadConfiguration(
      "faults of every sort at once",
      "[smtp]\nmax_recipients = 1\nmax_mesage = 5\n[[route]]\nproviders = []\n[log]\nlevel = 3",
      "c.toml:2: smtp.max_recipients: 1 is out of range, 100 to 10000",
      "c.toml:3: smtp.max_mesage: unknown key, did you mean max_message?",
      "c.toml:5: route[0].providers: has 0 elements, allowed are 1 to 64",
      "c.toml:7: log.level: expected one of \"error\", \"warning\", \"info\", \"debug\", found an integer"),
  ]

  @Test(arguments: table)
  func `a bad configuration gives exactly its fault lines`(_ bad: BadConfiguration) {
    let loaded = Configuration.parse(bad.text, file: "c.toml", secrets: knownSecrets)
    let lines = loaded.faults.map(\.description)
    #expect(loaded.configuration == nil)
    #expect(lines.count == bad.faults.count, "\(lines)")
    for (line, expected) in zip(lines, bad.faults) {
      // The parser's own words may follow a syntax error.
      if expected.hasSuffix("syntax error: ") { #expect(line.hasPrefix(expected)) } else { #expect(line == expected) }
    }
  }

  @Test(arguments: [
    "[smtp]\nmax_recipients = 100", "[smtp]\nmax_recipients = 10000", "[smpp]\nsession_init = \"1s\"",
    "[smpp]\nsession_init = 600",
    "[smpp]\nsession_init = \"10m\"", "[smpp]\nmax_pdu = 4096", "[smpp]\nmax_pdu = \"1MiB\"", "",
  ])
  func `values at the limit are taken`(_ text: String) {
    #expect(Configuration.parse(text, file: "c.toml", secrets: knownSecrets).faults == [])
  }

  @Test func `a file that is not there is one fault without a line`() {
    let loaded = Configuration.load(file: "/nonexistent/passerelle.toml", secrets: knownSecrets)
    #expect(loaded.faults.map(\.description) == ["/nonexistent/passerelle.toml: there is no such file"])
  }

  @Test func `a folder is no configuration`() {
    #expect(Configuration.load(file: "/", secrets: knownSecrets).faults.map(\.description) == ["/: is a folder"])
  }

  @Test func `every truncation of the example is read without a trap`() {
    let text = Array(repositoryFile("conf/example.toml").utf8)
    #expect(text.count > 1000)
    for length in stride(from: 0, to: text.count, by: 7) {
      let loaded = Configuration.parse(
        String(decoding: text[..<length], as: UTF8.self), file: "c.toml", secrets: knownSecrets)
      #expect((loaded.configuration == nil) == !loaded.faults.isEmpty)
    }
  }

  @Test func `octets that are no UTF-8 are a syntax fault`() {
    guard case .syntaxError(let line, _) = TOMLDocument([0x61, 0x20, 0x3d, 0x0a, 0xff, 0xfe]) else {
      Issue.record("was taken")
      return
    }
    #expect(line >= 1)
  }

  @Test func `brackets nested without end are refused and not recursed into`() {
    let deep = Array(repeating: UInt8(ascii: "["), count: 100_000)
    guard case .syntaxError = TOMLDocument(Array("a = ".utf8) + deep) else {
      Issue.record("was taken")
      return
    }
  }

  @Test func `an account that nobody can use is worth a warning`() {
    let text = "[[account]]\nname = \"a\"\n[[account]]\nname = \"b\"\nmail_addresses = [\"*@b.test\"]"
    let loaded = Configuration.parse(text, file: "c.toml", secrets: knownSecrets)
    #expect(loaded.configuration != nil)
    #expect(
      loaded.warnings.map(\.description) == [
        "c.toml:1: account[0]: has neither system_id nor mail_addresses: nobody can use it",
        "c.toml:5: account[1].mail_addresses: stands alone: a sender also needs a network, AUTH or a token",
      ])
  }

  @Test func `files that settings name are listed for who wants to look`() throws {
    let loaded = Configuration.parse(repositoryFile("conf/example.toml"), file: "c.toml", secrets: knownSecrets)
    let files = try #require(loaded.configuration).namedFiles
    #expect(files.map(\.key) == ["tls.certificate", "tls.key"])
    #expect(files.map(\.path) == ["conf/certs/gw.pem", "conf/certs/gw.key"])
  }

  @Test(arguments: ["[[account]]\nname = \"a\"\nnetworks = [\"0.0.0.0/0\"]\nmail_addresses = [\"*@a.test\"]"])
  func `a warning is no fault`(_ text: String) {
    let loaded = Configuration.parse(text, file: "c.toml", secrets: knownSecrets)
    #expect(loaded.configuration != nil)
    #expect(
      loaded.warnings.map(\.description) == [
        "c.toml:3: account[0].networks: holds every address: whoever forges a sender can spend"
      ])
  }
}
