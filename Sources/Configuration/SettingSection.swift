/// One table of the configuration file with its rows, bound to the property of `Configuration` that holds it.
package struct SettingSection: Sendable {
  /// The settings of one table of a loaded configuration, as text.
  package struct Shown: Sendable, Equatable {
    /// What tells this table from others of its kind; empty where there is but one.
    package let label: String
    /// TOML text of each value, secrets masked; nil when unset.
    package let values: [(reference: SettingReference, text: String?)]

    package static func == (first: Shown, second: Shown) -> Bool {
      first.label == second.label && first.values.elementsEqual(second.values) { $0 == $1 }
    }
  }

  package let name: String
  package let purpose: String
  /// Whether it is written `[[name]]`.
  package let isRepeated: Bool
  package let settings: [SettingReference]
  let read: @Sendable (TOMLNode, inout Reading, inout Configuration) -> Void
  let show: @Sendable (Configuration) -> [Shown]
  let changes: @Sendable (Configuration, Configuration) -> [SettingChange]

  /// A table that is always there.
  init<Group: SettingGroup>(_ property: any WritableKeyPath<Configuration, Group> & Sendable) {
    self.init(
      Group.self, isRepeated: false,
      read: { node, reading, configuration in
        guard let group = GroupReader<Group>.read(node, Group.section, &reading) else { return }
        configuration[keyPath: property] = group
      },
      groups: { [("", $0[keyPath: property])] })
  }

  /// A table that may be missing.
  init<Group: SettingGroup>(optional property: any WritableKeyPath<Configuration, Group?> & Sendable) {
    self.init(
      Group.self, isRepeated: false,
      read: { node, reading, configuration in
        configuration[keyPath: property] = GroupReader<Group>.read(node, Group.section, &reading)
      },
      groups: { $0[keyPath: property].map { [("", $0)] } ?? [] })
  }

  /// An array of tables; `label` tells them apart across a reload.
  init<Group: SettingGroup>(
    each property: any WritableKeyPath<Configuration, [Group]> & Sendable,
    label: @escaping @Sendable (Group, Int) -> String
  ) {
    self.init(
      Group.self, isRepeated: true,
      read: { node, reading, configuration in
        configuration[keyPath: property] = GroupReader<Group>.readAll(node, &reading)
      },
      groups: { configuration in configuration[keyPath: property].enumerated().map { (label($1, $0), $1) } })
  }

  private init<Group: SettingGroup>(
    _ group: Group.Type, isRepeated: Bool,
    read: @escaping @Sendable (TOMLNode, inout Reading, inout Configuration) -> Void,
    groups: @escaping @Sendable (Configuration) -> [(label: String, group: Group)]
  ) {
    name = Group.section
    purpose = Group.purpose
    self.isRepeated = isRepeated
    settings = Group.settings.map(\.reference)
    self.read = read
    show = { configuration in
      groups(configuration).map { label, group in
        Shown(label: label, values: Group.settings.map { ($0.reference, $0.text(group)) })
      }
    }
    changes = { GroupComparison<Group>.changes(from: groups($0), to: groups($1)) }
  }
}
