/// One key of the configuration, as the documentation, `check` and the tests see it.
package struct SettingReference: Sendable, Equatable {
  /// When a change takes effect.
  package enum Reload: String, Sendable {
    /// On reload, without dropping a session.
    case live
    /// Only after a restart.
    case restart
  }

  /// `smtp`, `account`.
  package let section: String
  package let key: String
  /// `duration`, `list of network`.
  package let type: String
  /// What is allowed, in words; empty when anything of the type is.
  package let allowed: String
  /// The TOML text of the default; nil when the key is unset unless given.
  package let defaultText: String?
  package let isRequired: Bool
  package let isSecret: Bool
  package let reload: Reload
  /// The version that brought it.
  package let since: String
  package let doc: String
  /// What can go wrong with another value; nil when nothing can.
  package let risk: String?
  /// A TOML text for the documentation where no default shows the form.
  package let example: String?
}

extension SettingReference {
  /// An empty default shows no form, so an example stands in its place.
  var isShownByExample: Bool {
    guard let defaultText else { return true }
    return example != nil && (defaultText == "[]" || defaultText == "{}")
  }

  /// The example, for secrets a variable named after the key.
  var shownExample: String? {
    if let example { return example }
    return isSecret ? "{ env = \"PASSERELLE_\(section.uppercased())_\(key.uppercased())\" }" : nil
  }
}
