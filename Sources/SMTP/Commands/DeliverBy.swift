/// The value of BY (RFC 2852 §4): by when the message should have been delivered, and what happens when it was not.
///
///     C: MAIL FROM:<a@example.test> BY=3600;R
package struct DeliverBy: Equatable, Hashable, Sendable {
  package enum Mode: Sendable {
    /// `R`: the message is returned and not sent any more.
    case returnMessage
    /// `N`: the sender is told about the delay, and delivery goes on.
    case notify
  }

  /// Seconds from now, -999999999...999999999; positive in mode `R`.
  package let seconds: Int
  package let mode: Mode
  /// `T`: relays that cannot promise are to be reported.
  package let isTraced: Bool

  package init(seconds: Int, mode: Mode, isTraced: Bool = false) {
    self.seconds = seconds
    self.mode = mode
    self.isTraced = isTraced
  }

  init?(_ value: ArraySlice<UInt8>) {
    let isNegative = value.first == ASCII.hyphen
    let parts = (isNegative ? value.dropFirst() : value).split(
      separator: ASCII.semicolon, omittingEmptySubsequences: false)
    guard parts.count == 2, let time = ASCII.decimal(parts[0], maximumDigits: 9) else { return nil }
    seconds = isNegative ? -time : time
    switch ASCII.keyword(parts[1]) {
    case "R": (mode, isTraced) = (.returnMessage, false)
    case "RT": (mode, isTraced) = (.returnMessage, true)
    case "N": (mode, isTraced) = (.notify, false)
    case "NT": (mode, isTraced) = (.notify, true)
    default: return nil
    }
    if mode == .returnMessage, seconds <= 0 { return nil }
  }
}
