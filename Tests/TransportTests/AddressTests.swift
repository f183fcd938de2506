import Testing
import Transport

struct AddressTests {
  @Test(arguments: [
    ("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("2001:DB8:0:0::5", "2001:db8::5"), ("::ffff:192.0.2.7", "192.0.2.7"),
  ])
  func `Addresses are read and written in one form`(text: String, expected: String) {
    #expect(IPAddress(text)?.description == expected)
  }

  @Test(arguments: ["", "1.2.3", "1.2.3.256", "::g", "[::1]", "1.2.3.4 ", "fe80::1%eth0", "host"])
  func `Anything else is no address`(text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test(arguments: [
    ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false), ("0.0.0.0/0", "9.9.9.9", true),
    ("10.1.2.3", "10.1.2.3", true), ("10.1.2.3/32", "10.1.2.4", false), ("10.1.2.3/24", "10.1.2.200", true),
    ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
    ("::/0", "::1", true), ("::/0", "127.0.0.1", false), ("127.0.0.0/8", "::ffff:127.0.0.1", true),
  ])
  func `A network holds its addresses and no others`(network: String, address: String, expected: Bool) throws {
    let parsed = try #require(IPAddress(address))
    #expect(IPNetwork(network)?.contains(parsed) == expected)
  }

  @Test(arguments: ["10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::/129", "/8", "net"])
  func `Anything else is no network`(text: String) {
    #expect(IPNetwork(text) == nil)
  }

  @Test(arguments: [
    ("127.0.0.1:2775", "127.0.0.1", 2775), ("[::1]:25", "::1", 25), ("*:25", "::", 25), (":0", "::", 0),
    ("host.example:65535", "host.example", 65535),
  ])
  func `An endpoint is a host and a port`(text: String, host: String, port: UInt16) {
    #expect(Endpoint(text) == Endpoint(host: host, port: port))
  }

  @Test(arguments: ["", "host", "host:", "host:65536", "host:-1", "::1:25", "[::1:25", "[::1]"])
  func `Anything else is no endpoint`(text: String) {
    #expect(Endpoint(text) == nil)
  }
}
