/// Everything that one configuration file says, as plain values with their defaults filled in.
package struct Configuration: Sendable, Equatable {
  package var bridge = BridgeSettings()
  package var store = StoreSettings()
  package var smpp = SMPPSettings()
  package var smtp = SMTPSettings()
  package var mail = MailSettings()
  /// Nil without a `[tls]` table.
  package var tls: TLSSettings?
  package var admin = AdminSettings()
  package var delivery = DeliverySettings()
  package var alarm = AlarmSettings()
  package var log = LogSettings()
  package var providers: [ProviderSettings] = []
  /// In the order of the file: the first that matches wins.
  package var routes: [RouteSettings] = []
  package var lists: [ListSettings] = []
  package var texts: [TextSettings] = []
  package var accounts: [AccountSettings] = []

  package init() {}
}

extension Configuration {
  /// Reads a file. A file that cannot be read is a fault without a line. Limit: 4 MiB.
  package static func load(file: String, secrets: SecretSource = .process) -> LoadedConfiguration {
    switch ConfigurationFile.contents(of: file) {
    case .success(let bytes): return parse(bytes, file: file, secrets: secrets)
    case .failure(let error):
      let fault = Fault(file: file, line: 0, key: "", reason: error.reason)
      return LoadedConfiguration(configuration: nil, faults: [fault], warnings: [])
    }
  }

  /// Reads a text; `file` is the name that stands in the faults.
  package static func parse(_ text: String, file: String, secrets: SecretSource = .process) -> LoadedConfiguration {
    parse(Array(text.utf8), file: file, secrets: secrets)
  }

  private static func parse(_ text: [UInt8], file: String, secrets: SecretSource) -> LoadedConfiguration {
    let source = RecoveredSource(text)
    var reading = Reading(file: file, secrets: secrets, spoiled: Set(source.errors.map(\.key)))
    var configuration = Configuration()
    for error in source.errors { reading.fault(error.key, line: error.line, error.reason) }
    if let root = source.root {
      SettingTable.read(root, into: &configuration, &reading)
      CrossChecks.run(configuration, &reading)
    }
    return LoadedConfiguration(
      configuration: reading.faults.isEmpty ? configuration : nil, faults: reading.faults, warnings: reading.warnings)
  }
}
