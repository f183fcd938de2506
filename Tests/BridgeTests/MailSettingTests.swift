import Testing

@testable import Bridge
@testable import Configuration

/// Every key about mail changes something that the listeners, the accounts or the way out go by.
@Suite struct MailSettingTests {
  /// Another value for each key, as TOML.
  private static let smtp: [String: String] = [
    "domains": #"["other.example.test"]"#, "trusted_networks": #"["192.0.2.0/24"]"#,
    "legacy_networks": #"["192.0.2.0/24"]"#, "normalize_networks": #"["192.0.2.0/24"]"#,
    "proxy_networks": #"["192.0.2.0/24"]"#, "xclient_networks": #"["192.0.2.0/24"]"#,
    "authentication_results": #""mx2.example.test""#, "auth_without_tls": "true", "bare_newline": #""normalize""#,
    "dialects": #"{ "sms.example.test" = "smsc" }"#, "postmaster": #""admin@example.test""#, "greet_delay": #""1s""#,
    "max_message": "5000", "max_recipients": "200", "max_connections": "7", "max_per_address": "7",
    "accept_rate": "7", "auth_failures": "7", "auth_ban_failures": "7", "auth_failure_window": #""7s""#,
    "auth_ban": #""7s""#, "idle": #""17s""#, "idle_stress": #""7s""#, "tls_handshake": #""7s""#,
    "minimum_data_rate": "7", "session_time": #""77s""#, "session_messages": "7", "max_errors": "7",
    "max_junk_commands": "7", "max_line": "7000", "max_chunks": "7", "mime_depth": "7", "mime_parts": "7",
    "header_lines": "77", "received_hops": "17", "max_hold": #""7s""#, "dedupe_window": #""7s""#,
    "kept_mails": "7",
  ]
  private static let mail: [String: String] = [
    "relay": #""smtp://192.0.2.1:26""#, "user": #""gateway""#, "password": #""secret""#, "tls": #""never""#,
    "ca_file": #""/etc/ca.pem""#, "from": #""desk@sms.example.test""#, "language": #""ru""#,
    "reply_secret": #""a secret of more than sixteen octets""#, "reply_lifetime": #""2h""#, "max_original": "7000",
    "per_sender": "7", "timeout": #""7s""#, "concurrency": "7", "max_age": #""2h""#, "dkim_key": #""dkim.key""#,
    "dkim_selector": #""other""#,
  ]
  private static let account: [String: String] = [
    "system_id": #""other""#, "enabled": "false", "networks": #"["192.0.2.0/24"]"#, "tls_required": "true",
    "client_certificate": #""shop.example.test""#, "mail_addresses": #"["*@other.example.test"]"#,
    "mail_token": #""xyzzy""#, "mail_authenticated": "true", "rate": "7", "daily_quota": "7",
    "channels": #"["viber"]"#, "prefixes": #"["375"]"#, "blocked_prefixes": #"["375"]"#, "dry_run": "true",
    "default_sender": #""ACME""#, "allowed_senders": #"["ACME"]"#, "numbers": #"["375447770000"]"#,
    "country_prefix": #""375""#, "max_parts": "7", "too_long": #""split""#, "default_priority": "2",
    "default_validity": #""7h""#, "max_schedule": #""7h""#, "id_style": #""hex""#, "time_zone": #""+03:00""#,
    "subject": #""prepend""#, "trim": "false", "end_marker": #""$$""#, "mail_charset": #""koi8-r""#,
    "mail_language": #""be""#, "mail_receipts": "true", "incoming_mail": #"["desk@shop.example.test"]"#,
    "mail_receipt_headers": "true", "cut_prefixes": #"["Confidential"]"#,
  ]
  /// Where they listen is what they are opened with; the other keys of an account are about SMPP, or read where they are used.
  private static let elsewhere: Set<String> = [
    "smtp.listen", "smtp.submission_listen", "smtp.tls_listen", "smtp.lmtp_listen", "account.name", "account.password",
    "account.system_type", "account.max_binds", "account.evict_stale", "account.window", "account.receipt_window",
    "account.coding_0", "account.coding_1", "account.repair", "account.reassembly_timeout", "account.incomplete",
    "account.resubmission_window", "account.answer", "account.receipt_seconds", "account.part_receipts",
    "account.tlvs", "account.trunk_prefixes", "account.outbind", "account.outbind_password", "account.notices",
  ]

  private static let tables: [(section: String, values: [String: String])] = [
    ("smtp", smtp), ("mail", mail), ("account", account),
  ]
  private static let rows = tables.flatMap { table in table.values.keys.sorted().map { (table.section, $0) } }

  @Test(arguments: rows)
  func eachKeyChangesWhatIsGoneBy(section: String, key: String) throws {
    let plain = try Self.effects(section, nil)
    #expect(try Self.effects(section, nil) == plain)
    let value = try #require(Self.tables.first { $0.section == section }?.values[key])
    #expect(try Self.effects(section, (key, value)) != plain)
  }

  @Test func noKeyIsLeftOut() {
    let known = Set(Self.tables.flatMap { table in table.values.keys.map { table.section + "." + $0 } })
    for section in SettingTable.sections where Self.tables.contains(where: { $0.section == section.name }) {
      for setting in section.settings {
        let path = section.name + "." + setting.key
        #expect(known.contains(path) != Self.elsewhere.contains(path), "\(path)")
      }
    }
  }

  private struct Unreadable: Error { var faults: String }

  private static func effects(_ section: String, _ change: (key: String, value: String)?) throws -> String {
    var settings: [String: [(String, String)]] = [
      "smtp": [("domains", #"["sms.example.test"]"#), ("authentication_results", #""mx.example.test""#)],
      "mail": [("relay", #""smtp://192.0.2.1:25""#)],
      "account": [
        ("name", #""shop""#), ("system_id", #""shop""#), ("password", #""secret""#),
        ("mail_addresses", #"["*@shop.example.test"]"#),
      ],
      "tls": [("certificate", #""c""#), ("key", #""k""#), ("client_ca", #""a""#)],
      "provider": [("name", #""sim""#), ("kind", #""simulator""#)], "route": [("providers", #"["sim"]"#)],
    ]
    if let change {
      settings[section]?.removeAll { $0.0 == change.key }
      settings[section]?.append((change.key, change.value))
    }
    let text = settings.sorted { $0.key < $1.key }.map { name, rows in
      let head = ["account", "provider", "route"].contains(name) ? "[[\(name)]]" : "[\(name)]"
      return head + "\n" + rows.map { "\($0.0) = \($0.1)\n" }.joined()
    }.joined()
    let loaded = Configuration.parse(
      text, file: "f", secrets: SecretSource(environment: { _ in "x" }, file: { _ in "x" }))
    guard let read = loaded.configuration else { throw Unreadable(faults: "\(loaded.faults)") }
    let configuration = AccountAssembly.withDryRuns(read)
    var shown = ""
    dump(SMTPSettingsAssembly.settings(configuration), to: &shown)
    dump(SMTPSettingsAssembly.profiles(configuration).sorted { $0.key < $1.key }.map(\.value), to: &shown)
    dump(AccountAssembly.accounts(configuration), to: &shown)
    dump(MailTerms(configuration), to: &shown)
    dump(configuration.routes.count, to: &shown)
    return shown
  }
}
