/// One `[[route]]`. The first that matches wins. The meaning of each property is the doc of its row.
package struct RouteSettings: SettingGroup {
  package var name: String?
  package var prefixes: [String] = []
  package var channels: [ChannelName] = []
  package var senders: [String] = []
  package var accounts: [String] = []
  package var serviceTypes: [String] = []
  package var minimumParts = 1
  package var maximumParts = 255
  package var providers: [String] = []
  package var strategy = RouteStrategy.ordered
  package var weights: [Int] = []
  package var onUnknown: UnknownPolicy?
  package var failoverAfter: Duration = .seconds(30)
  package var cascade: [ChannelName] = []
  package var forwardingTime: Duration = .seconds(60 * 60)
  package var ownForwarding = false
  package var sync = false
  package var hold = false
  package var sender: String?

  package init() {}

  static let section = "route"
  static let purpose = "Which providers serve which messages: the first route of the file that matches wins."
  static let settings = rows(Self.self) {
    Row(
      "name", optional: \.name, .name, example: "\"belarus\"", "How `explain` calls it; unset: its place in the file.")
    Row(
      "prefixes", \.prefixes, .list(.prefix, 0...10_000), example: "[\"375\"]",
      "Beginnings of the numbers it serves; none: all.")
    Row(
      "channels", \.channels, .list(.choice, 0...32), example: "[\"sms\", \"viber\"]",
      "Channels it serves; none: all that its providers have.")
    Row(
      "senders", \.senders, .list(.text(1...20, "sender"), 0...10_000), example: "[\"SHOP\"]",
      "Source addresses it serves; none: all.")
    Row("accounts", \.accounts, .list(.name, 0...10_000), example: "[\"shop\"]", "Accounts it serves; none: all.")
    Row(
      "service_types", \.serviceTypes, .list(.text(0...5, "service type"), 0...100), example: "[\"CMT\"]",
      "Values of service_type it serves, letter for letter; mail has the empty one; none: all.")
    Row("minimum_parts", \.minimumParts, .integer(1...255), "Fewest parts of a message it serves.")
    Row("maximum_parts", \.maximumParts, .integer(1...255), "Most parts of a message it serves.")
    Row(
      "providers", \.providers, .list(.name, 1...64), required: true, example: "[\"smsby\", \"bsg\"]",
      "Providers in order of preference.")
    Row(
      "strategy", \.strategy, .choice,
      "How one is chosen: in the order given, by weight, or the cheapest by `price`, those without a price last.")
    Row(
      "weights", \.weights, .list(.integer(0...1000), 0...64), example: "[3, 1]",
      "Shares of the providers, in their order; none: their own weights.")
    Row(
      "on_unknown", optional: \.onUnknown, .choice, example: "\"hold\"", risk: "\"resend\" can send a message twice.",
      "Policy for a call whose outcome cannot be found out; unset: that of the provider that had it.")
    Row(
      "failover_after", \.failoverAfter, .duration(.zero ... .seconds(86400)),
      "How long a message that was certainly not sent waits for its provider before the next one gets it. A refused connection and a refused login pass on at once."
    )
    Row(
      "cascade", \.cascade, .list(.choice, 0...8), example: "[\"viber\", \"sms\"]",
      "Channels tried in turn until one delivers, for messages that ask for SMS or one of these; none: the channel that was asked for. The bridge does it itself where no provider does just this."
    )
    Row(
      "forwarding_time", \.forwardingTime, .duration(.seconds(5) ... .seconds(86400)),
      "How long a channel may take before the next one of a cascade is tried; a provider's own forwarding takes 5 to 60 minutes."
    )
    Row("own_forwarding", \.ownForwarding, .flag, "Whether we do the cascade ourselves even where the provider could.")
    Row(
      "sync", \.sync, .flag,
      "Whether a submit_sm is answered with what the provider said, as in transaction mode, or after smpp.transaction_timeout."
    )
    Row(
      "hold", \.hold, .flag, "Whether its messages wait instead of being sent; they go out within a minute of its end.")
    Row(
      "sender", optional: \.sender, .text(1...20, "sender"), example: "\"SHOP\"",
      "Source address in place of the client's towards the provider; receipts name the client's.")
  }
}
