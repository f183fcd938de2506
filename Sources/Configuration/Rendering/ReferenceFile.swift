/// The configuration file that is delivered: every key with its default, its meaning and its risk, all as comments, and a few
/// lines in force that make a bridge which starts.
package enum ReferenceFile {
  package static var text: String {
    ([opening] + SettingTable.sections.map(section)).joined(separator: "\n")
  }

  /// What is in force, as TOML text by section and key: everything on loopback, and the simulated provider.
  static let active: [String: [String: String]] = [
    "smpp": ["listen": "[\"127.0.0.1:2775\"]"],
    "smtp": ["listen": "[\"127.0.0.1:2525\"]", "domains": "[\"sms.localhost\"]"],
    "mail": ["relay": "\"folder:outbox\""],
    "provider": ["name": "\"simulator\"", "kind": "\"simulator\""],
    "route": ["providers": "[\"simulator\"]"],
    "account": [
      "name": "\"demo\"", "system_id": "\"demo\"", "password": "\"demo\"", "networks": "[\"127.0.0.0/8\", \"::1\"]",
      "default_sender": "\"Demo\"", "mail_addresses": "[\"*@*\"]",
    ],
  ]

  /// Sections that would need keys without a default are comments as a whole.
  static func isActive(_ section: SettingSection) -> Bool {
    active[section.name] != nil || (!section.isRepeated && !section.settings.contains(where: \.isRequired))
  }

  private static let opening = """
    # Passerelle: every key of the configuration, with its default.
    #
    # Lines that begin with "#" and a key are settings with their defaults or, where the comment says "Unset", with an
    # example: take the "#" away to change them. The lines without "#" make a bridge that starts on this machine alone, with
    # the simulated provider and one account, demo/demo.
    #
    #   durations  "30s", "5m", "72h", "30d", "250ms", or an integer of seconds
    #   sizes      "64KiB", "1MiB", or an integer of octets
    #   secrets    "text", { env = "NAME" } or { file = "path" }; never shown, never logged
    #   networks   "10.0.0.0/8", "2001:db8::/32", or one address
    #
    # `passerelle check --config FILE` tells every fault at once and shows the settings that are in force. After a change,
    # SIGHUP makes "live" settings take effect without dropping a session; the others wait for a restart.

    """

  private static func section(_ section: SettingSection) -> String {
    let header = section.isRepeated ? "[[\(section.name)]]" : "[\(section.name)]"
    let title = [rule] + comment(section.purpose) + [rule, (isActive(section) ? "" : "#") + header, ""]
    return (title + section.settings.flatMap(setting)).joined(separator: "\n")
  }

  private static let rule = "# " + String(repeating: "-", count: 98)

  private static func setting(_ reference: SettingReference) -> [String] {
    var lines = comment(reference.doc)
    lines += comment(facts(reference))
    if let risk = reference.risk { lines += comment("Risk: \(risk)") }
    return lines + [assignment(reference), ""]
  }

  private static func assignment(_ reference: SettingReference) -> String {
    if let value = active[reference.section]?[reference.key] { return "\(reference.key) = \(value)" }
    let shown = reference.isShownByExample ? reference.shownExample : reference.defaultText
    return "#\(reference.key) = \(shown ?? "\"\"")"
  }

  /// `Duration, 1s to 10m. Live.`
  private static func facts(_ reference: SettingReference) -> String {
    var facts = reference.type.capitalised
    if !reference.allowed.isEmpty { facts += ": \(reference.allowed)" }
    facts += ". "
    if reference.isRequired {
      facts += "Required. "
    } else if active[reference.section]?[reference.key] != nil {
      facts += reference.defaultText.map { "Default \($0). " } ?? "Unset by default. "
    } else if reference.isShownByExample {
      facts +=
        reference.defaultText.map { "Default \($0), below an example. " } ?? "Unset by default, below an example. "
    }
    return facts + (reference.reload == .live ? "Live." : "Restart.")
  }

  private static func comment(_ text: String) -> [String] {
    WrappedText.lines(text, width: 98).map { "# \($0)" }
  }
}

extension String {
  /// With a capital at its beginning.
  fileprivate var capitalised: String {
    prefix(1).uppercased() + dropFirst()
  }
}
