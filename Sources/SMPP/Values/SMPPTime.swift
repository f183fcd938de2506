/// A time in a PDU: `YYMMDDhhmmsstnnp`, 16 characters (SMPP 3.4 §7.1.1).
package enum SMPPTime: Hashable, Sendable {
  /// A local time, tenths of a second, and its distance to UTC in quarters of an hour (-48...48).
  case absolute(CivilDate, tenths: Int, quarterHours: Int)
  /// A distance from the moment at which the server received it; `p` is `R`.
  case relative(years: Int, months: Int, days: Int, hours: Int, minutes: Int, seconds: Int)

  /// Why a text is no time.
  package enum Failure: Error, Equatable, Sendable {
    /// Neither empty nor 16 characters.
    case wrongLength(Int)
    /// Something other than a digit at this offset.
    case notADigit(offset: Int)
    /// The last character is none of `+`, `-`, `R`.
    case unknownDirection
    /// A field has a value that no date or time has.
    case outOfRange
  }

  /// Reads a time. The empty string, which the specification calls NULL, gives `nil`.
  package static func parse(_ text: String) throws(Failure) -> SMPPTime? {
    let bytes = Array(text.utf8)
    if bytes.isEmpty { return nil }
    guard bytes.count == 16 else { throw .wrongLength(bytes.count) }
    if let offset = bytes[..<15].firstIndex(where: { !(48...57).contains($0) }) { throw .notADigit(offset: offset) }
    func number(_ offset: Int) -> Int { Int(bytes[offset] - 48) * 10 + Int(bytes[offset + 1] - 48) }
    switch bytes[15] {
    case UInt8(ascii: "R"):
      return .relative(
        years: number(0), months: number(2), days: number(4), hours: number(6), minutes: number(8), seconds: number(10))
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      let date = CivilDate(
        year: 2000 + number(0), month: number(2), day: number(4), hour: number(6), minute: number(8),
        second: number(10))
      let quarters = number(13)
      guard date.isValid, quarters <= 48 else { throw .outOfRange }
      return .absolute(
        date, tenths: Int(bytes[12] - 48), quarterHours: bytes[15] == UInt8(ascii: "-") ? -quarters : quarters)
    default:
      throw .unknownDirection
    }
  }

  /// An absolute time in UTC. Years outside 2000-2099 cannot be written and are moved into it.
  package init(unixMilliseconds: Int64) {
    let bounded = min(max(unixMilliseconds, 946_684_800_000), 4_102_444_799_999)
    self = .absolute(
      CivilDate(unixSeconds: bounded / 1000), tenths: Int(bounded % 1000 / 100), quarterHours: 0)
  }

  /// A relative time of so many seconds, 0 to 99 days less a second.
  package init(secondsFromNow: Int64) {
    let seconds = Int(min(max(secondsFromNow, 0), 99 * 86_400 - 1))
    self = .relative(
      years: 0, months: 0, days: seconds / 86_400, hours: seconds / 3_600 % 24, minutes: seconds / 60 % 60,
      seconds: seconds % 60)
  }

  /// The moment as Unix time in milliseconds; `now`, in the same unit, is where a relative time counts from.
  package func unixMilliseconds(now: Int64) -> Int64 {
    switch self {
    case .absolute(let date, let tenths, let quarterHours):
      return (date.unixSeconds - Int64(quarterHours) * 900) * 1000 + Int64(tenths) * 100
    case .relative(let years, let months, let days, let hours, let minutes, let seconds):
      let bounded = min(max(now, 0), 253_402_300_799_000)
      let date = CivilDate(unixSeconds: bounded / 1000).adding(months: years * 12 + months)
      let rest = Int64(days) * 86_400 + Int64(hours) * 3_600 + Int64(minutes) * 60 + Int64(seconds)
      return (date.unixSeconds + rest) * 1000 + bounded % 1000
    }
  }

  /// The 16 characters.
  package var text: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(16)
    func two(_ number: Int) {
      bytes.append(48 + UInt8(truncatingIfNeeded: number.magnitude / 10 % 10))
      bytes.append(48 + UInt8(truncatingIfNeeded: number.magnitude % 10))
    }
    switch self {
    case .absolute(let date, let tenths, let quarterHours):
      for number in [date.year % 100, date.month, date.day, date.hour, date.minute, date.second] { two(number) }
      bytes.append(48 + UInt8(truncatingIfNeeded: tenths.magnitude % 10))
      two(quarterHours)
      bytes.append(UInt8(ascii: quarterHours < 0 ? "-" : "+"))
    case .relative(let years, let months, let days, let hours, let minutes, let seconds):
      for number in [years, months, days, hours, minutes, seconds] { two(number) }
      bytes.append(contentsOf: "000R".utf8)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
