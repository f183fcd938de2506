/// A message waiting indication (3GPP TS 23.038 §4): switches a symbol on the phone's display.
package struct MessageWaiting: Sendable, Hashable {
  /// What is waiting.
  package enum Kind: UInt8, Sendable, Hashable, CaseIterable {
    case voicemail = 0
    case fax = 1
    case email = 2
    case other = 3
  }

  package let kind: Kind
  /// Whether the symbol goes on; otherwise it goes off.
  package let isActive: Bool
  /// Whether the phone may throw the text away once the symbol is set (group 1100).
  package let discardsText: Bool

  package init(kind: Kind, isActive: Bool, discardsText: Bool) {
    self.kind = kind
    self.isActive = isActive
    self.discardsText = discardsText
  }
}
