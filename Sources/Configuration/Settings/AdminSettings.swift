/// `[admin]`: metrics, console, API and callbacks. The meaning of each property is the doc of its row.
package struct AdminSettings: SettingGroup {
  package var listen: [ListenAddress] = [ListenAddress(host: "127.0.0.1", port: 8080)]
  package var tls = false
  package var token: Secret?
  package var readToken: Secret?
  package var openMetrics = true
  package var networks: [Network] = []
  package var callbackListen: [ListenAddress] = []
  package var callbackURL: String?
  package var proxyNetworks: [Network] = []
  package var maxConnections = 256
  package var maxRequest = 1 << 20
  package var requestTimeout: Duration = .seconds(30)

  package init() {}

  static let section = "admin"
  static let purpose = "The HTTP listener: metrics, health, console, API and the callbacks of providers."
  static let settings = rows(Self.self) {
    Row(
      "listen", \.listen, .oneOrMore(.listenAddress, 0...64), reload: .restart,
      risk: "Outside of this machine put it behind TLS.",
      "Address or addresses; an empty list switches the listener off.")
    Row("tls", \.tls, .flag, reload: .restart, "Whether it speaks HTTPS; needs [tls].")
    Row(
      "token", \.token, .secretOrWarning, example: "{ env = \"PASSERELLE_ADMIN_TOKEN\" }",
      risk: "Whoever has it can send and cancel messages.",
      "Bearer token that may read and act; unset: the API answers 401 to everybody.")
    Row(
      "read_token", \.readToken, .secretOrWarning, example: "{ env = \"PASSERELLE_READ_TOKEN\" }",
      "Bearer token that may only read.")
    Row("open_metrics", \.openMetrics, .flag, "Whether /metrics, /healthz and /readyz need no token.")
    Row("networks", \.networks, .list(.network), "Client networks that may connect; none: all.")
    Row(
      "callback_listen", \.callbackListen, .list(.listenAddress, 0...64), reload: .restart,
      example: "[\"0.0.0.0:8081\"]",
      "Addresses that serve provider callbacks and nothing else; none: callbacks come to `listen`.")
    Row(
      "callback_url", optional: \.callbackURL, .webURL, reload: .restart, example: "\"https://gw.example.test\"",
      "How providers reach the callbacks from outside; unset: they are not told, and statuses are asked for.")
    Row(
      "proxy_networks", \.proxyNetworks, .list(.network),
      risk: "Whoever is in these networks can claim any client address.", "Peers whose X-Forwarded-For is believed.")
    Row("max_connections", \.maxConnections, .integer(1...100_000), "Connections at once.")
    Row("max_request", \.maxRequest, .size(4096...(100 << 20)), "Largest request body.")
    Row("request_timeout", \.requestTimeout, .duration(.seconds(1) ... .seconds(600)), "Time for one whole request.")
  }
}
