/// One difference between two configurations.
package struct SettingChange: Sendable, Equatable, CustomStringConvertible {
  /// `smtp.max_message`, `account[shop].rate`; `account[shop]` for a table that came or went.
  package let key: String
  /// When it takes effect.
  package let reload: SettingReference.Reload
  /// TOML text before and after, secrets masked; nil when unset or not there.
  package let before: String?
  package let after: String?

  package var description: String {
    "\(key): \(before ?? "unset") -> \(after ?? "unset")"
  }
}
