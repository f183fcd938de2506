/// A fixed distance from UTC: `UTC`, `+03:00`, `-05:30`. Zones with summer time are not offered: providers and receipts
/// speak naive local times, and an hour that exists twice cannot be read back.
package struct TimeOffset: Sendable, Equatable, CustomStringConvertible {
  /// Seconds east of UTC, -14 h to +14 h.
  package let seconds: Int

  package static let utc = TimeOffset(seconds: 0)

  private init(seconds: Int) {
    self.seconds = seconds
  }

  /// A whole number of hours east of UTC, held between -14 and +14.
  package init(hours: Int) {
    seconds = min(max(hours, -14), 14) * 3600
  }

  /// Nil for anything but `UTC`, `Z` or `±hh:mm` up to 14 hours.
  package init?(_ text: String) {
    if text == "UTC" || text == "Z" {
      self = .utc
      return
    }
    let bytes = Array(text.utf8)
    guard bytes.count == 6, bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
      bytes[3] == UInt8(ascii: ":"),
      [1, 2, 4, 5].allSatisfy({ (48...57).contains(bytes[$0]) })
    else { return nil }
    let digit = { Int(bytes[$0]) - 48 }
    let minutes = (digit(1) * 10 + digit(2)) * 60 + digit(4) * 10 + digit(5)
    guard digit(4) < 6, minutes <= 14 * 60 else { return nil }
    seconds = (bytes[0] == UInt8(ascii: "-") ? -60 : 60) * minutes
  }

  package var description: String {
    if seconds == 0 { return "UTC" }
    let minutes = abs(seconds) / 60
    let two = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
    return "\(seconds < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
  }
}
