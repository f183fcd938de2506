/// The settings that are in force, as TOML: defaults filled in, secrets masked, unset keys left out.
package enum EffectiveSettings {
  package static func text(_ configuration: Configuration) -> String {
    SettingTable.sections.flatMap { section in
      section.show(configuration).map { table(section, $0) }
    }.joined(separator: "\n")
  }

  /// Each setting with the path of its key, as `account[shop].window`, and the TOML text of its value.
  package static func rows(_ configuration: Configuration) -> [(key: String, value: String)] {
    SettingTable.sections.flatMap { section in
      section.show(configuration).flatMap { shown in
        let path = section.isRepeated ? "\(section.name)[\(shown.label)]" : section.name
        return shown.values.compactMap { row in row.text.map { (key: "\(path).\(row.reference.key)", value: $0) } }
      }
    }
  }

  private static func table(_ section: SettingSection, _ shown: SettingSection.Shown) -> String {
    let header = section.isRepeated ? "[[\(section.name)]]" : "[\(section.name)]"
    let lines = shown.values.compactMap { row in row.text.map { "\(row.reference.key) = \($0)" } }
    return ([header] + lines).joined(separator: "\n") + "\n"
  }
}
