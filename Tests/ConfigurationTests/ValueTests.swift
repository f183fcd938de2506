import Testing

@testable import Configuration

@Suite struct ValueTests {
  @Test(arguments: [
    ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.0.0.0/8", "::ffff:10.1.2.3", true),
    ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("0.0.0.0/0", "8.8.8.8", true),
    ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "2001:db8::1", true), ("2001:db8::/32", "2001:db8:ffff::1", true),
    ("2001:db8::/32", "2001:db9::1", false), ("fe80::/10", "fe80::1%eth0", true), ("::1", "::1", true),
    ("10.0.0.0/31", "10.0.0.1", true), ("10.0.0.0/31", "10.0.0.2", false), ("10.0.0.0/8", "ten", false),
  ])
  func `a network holds exactly its addresses`(_ network: String, _ address: String, _ inside: Bool) throws {
    #expect(try #require(Network(network)).contains(address) == inside)
  }

  @Test(arguments: [
    "", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8/8", "10.0.0/8", "10.0.0.256", "010.0.0.1", "2001:db8::/129", "::1::",
    ":1", "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7::8", "12345::", "10.0.0.1/8", "2001:db8::1/32", "+1::", "::ffff:1.2.3", "10.0.0.0/-1",
  ])
  func `what is no network is refused`(_ text: String) {
    #expect(Network(text) == nil)
  }

  @Test(arguments: [
    ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("::", "::"), ("::1", "::1"), ("1::", "1::"),
    ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
    ("::ffff:1.2.3.4", "1.2.3.4"), ("64:ff9b::1.2.3.4", "64:ff9b::102:304"), ("0:0:1::", "0:0:1::"),
  ])
  func `addresses are written in their short form`(_ text: String, _ short: String) throws {
    #expect(try #require(IPAddress(text)).description == short)
  }

  @Test func `octets make the same address as text`() {
    #expect(IPAddress(octets: [10, 1, 2, 3]) == IPAddress("10.1.2.3"))
    #expect(IPAddress(octets: Array(repeating: 0, count: 15) + [1]) == IPAddress("::1"))
    #expect(IPAddress(octets: [1, 2, 3]) == nil)
  }

  @Test(arguments: [
    ("0s", Duration.zero, "0s"), ("250ms", .milliseconds(250), "250ms"), ("30s", .seconds(30), "30s"),
    ("5m", .seconds(300), "5m"),
    ("1h30m", .seconds(5400), "90m"), ("72h", .seconds(259_200), "72h"), ("30d", .seconds(2_592_000), "30d"),
    ("60s", .seconds(60), "1m"),
    ("1500ms", .milliseconds(1500), "1500ms"),
  ])
  func `durations are read and written`(_ text: String, _ duration: Duration, _ written: String) {
    #expect(DurationText.parse(text) == duration)
    #expect(DurationText.text(duration) == written)
  }

  @Test(arguments: ["", "30", "s", "-1s", "1.5s", "1 s", "1y", "9223372036854775807d", "1S", "99999999999999999999s"])
  func `what is no duration is refused`(_ text: String) {
    #expect(DurationText.parse(text) == nil)
  }

  @Test(arguments: [
    ("512", 512, "512B"), ("1KiB", 1024, "1KiB"), ("1MiB", 1_048_576, "1MiB"), ("2GiB", 2_147_483_648, "2GiB"),
    ("1KB", 1000, "1000B"),
    ("70 KiB", 71680, "70KiB"), ("0", 0, "0B"),
  ])
  func `sizes are read and written`(_ text: String, _ octets: Int, _ written: String) {
    #expect(SizeText.parse(text) == octets)
    #expect(SizeText.text(octets) == written)
  }

  @Test(arguments: ["", "MiB", "1Mb", "-1", "1.5MiB", "9223372036854775807KiB"])
  func `what is no size is refused`(_ text: String) {
    #expect(SizeText.parse(text) == nil)
  }

  @Test(arguments: [
    ("127.0.0.1:2775", "127.0.0.1", 2775), ("[::1]:25", "::1", 25), ("*:0", "*", 0),
    ("localhost:65535", "localhost", 65535),
    ("gw_1.example.test:80", "gw_1.example.test", 80),
  ])
  func `addresses to listen on are read and written`(_ text: String, _ host: String, _ port: Int) {
    let address = ListenAddress(text)
    #expect(address == ListenAddress(host: host, port: port))
    #expect(address?.description == text)
  }

  @Test(arguments: [
    "", "2775", ":2775", "::1:25", "[::1]", "[::1:25", "127.0.0.1:65536", "127.0.0.256:1", "a b:1", "[1.2.3.4]:1",
    "h:+1", "h:",
  ])
  func `what is no address to listen on is refused`(_ text: String) {
    #expect(ListenAddress(text) == nil)
  }

  @Test(arguments: [("UTC", 0), ("Z", 0), ("+03:00", 10800), ("-05:30", -19800), ("+14:00", 50400)])
  func `time zones are fixed offsets`(_ text: String, _ seconds: Int) {
    #expect(TimeOffset(text)?.seconds == seconds)
  }

  @Test(arguments: ["", "Europe/Minsk", "+3", "+14:01", "+03:60", "03:00", "+0a:00"])
  func `what is no offset is refused`(_ text: String) {
    #expect(TimeOffset(text) == nil)
  }

  @Test(arguments: [
    ("smtp://127.0.0.1:2526", MailRelay.smtp(host: "127.0.0.1", port: 2526, implicitTLS: false)),
    ("smtp://mail.test", .smtp(host: "mail.test", port: 25, implicitTLS: false)),
    ("smtps://[::1]:4650", .smtp(host: "::1", port: 4650, implicitTLS: true)),
    ("smtps://[::1]", .smtp(host: "::1", port: 465, implicitTLS: true)),
    ("folder:outbox", .folder(path: "outbox")),
  ])
  func `relays are read`(_ text: String, _ relay: MailRelay) {
    #expect(MailRelay(text) == relay)
  }

  @Test(arguments: [
    "", "folder:", "smtp://", "smtp://user:pw@host", "http://host", "smtp://host:0", "smtp://host:99999",
  ])
  func `what is no relay is refused`(_ text: String) {
    #expect(MailRelay(text) == nil)
  }

  @Test func `stores are read, and a password in the URL is not shown`() {
    #expect(StoreLocation("memory:") == .memory)
    #expect(StoreLocation("sqlite:a.db") == .sqlite(path: "a.db"))
    #expect(StoreLocation("sqlite:") == nil)
    #expect(StoreLocation("mysql://x") == nil)
    let store = StoreLocation("postgresql://sms:hunter2@db.test/sms?x=1")
    #expect(store?.description == "postgresql://sms:***@db.test/sms?x=1")
    guard case .postgresql(let url, _)? = store else {
      Issue.record("is no PostgreSQL store")
      return
    }
    #expect(url.value == "postgresql://sms:hunter2@db.test/sms?x=1")
  }

  @Test func `a secret never shows itself`() {
    let secret = Secret("hunter2")
    var dumped = ""
    dump(["password": secret], to: &dumped)
    for text in ["\(secret)", String(reflecting: secret), String(describing: Optional(secret)), dumped] {
      #expect(!text.contains("hunter2"))
    }
  }

  @Test func `secrets come from text, a variable or the first line of a file`() throws {
    let text =
      "[mail]\npassword = { file = \"/run/secret\" }\n[admin]\ntoken = { env = \"PASSERELLE_ADMIN_TOKEN\" }\nread_token = \"plain\""
    let configuration = try #require(Configuration.parse(text, file: "c", secrets: knownSecrets).configuration)
    #expect(configuration.mail.password?.value == "from-file")
    #expect(configuration.admin.token?.value == "t0ken")
    #expect(configuration.admin.readToken?.value == "plain")
  }

  @Test(arguments: [
    ("max_bind", "max_binds"), ("lisetn", "listen"), ("passwrod", "password"), ("networks", "networks"), ("zzz", nil),
    ("x", nil),
  ])
  func `the nearest word is suggested, and no far one`(_ word: String, _ expected: String?) {
    #expect(Suggestion.nearest(to: word, among: ["listen", "max_binds", "networks", "password"]) == expected)
  }
}
