/// A password, token or key. It never shows itself: not in text, not in a debugger's dump, not in a log line.
package struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The secret itself; only for the component that must present or compare it.
  package let value: String

  package init(_ value: String) {
    self.value = value
  }

  /// What stands in place of a secret wherever settings are shown.
  package static let mask = "***"

  package var description: String { Secret.mask }
  package var debugDescription: String { Secret.mask }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
