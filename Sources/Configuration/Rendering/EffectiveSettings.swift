/// The settings that are in force, as TOML: defaults filled in, secrets masked, unset keys left out.
package enum EffectiveSettings {
  package static func text(_ configuration: Configuration) -> String {
    SettingTable.sections.flatMap { section in
      section.show(configuration).map { table(section, $0) }
    }.joined(separator: "\n")
  }

  private static func table(_ section: SettingSection, _ shown: SettingSection.Shown) -> String {
    let header = section.isRepeated ? "[[\(section.name)]]" : "[\(section.name)]"
    let lines = shown.values.compactMap { row in row.text.map { "\(row.reference.key) = \($0)" } }
    return ([header] + lines).joined(separator: "\n") + "\n"
  }
}
