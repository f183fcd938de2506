/// A moment as RFC 5322 §3.3 writes it. The clock is the caller's.
package struct MailDate: Equatable, Sendable {
  /// Seconds since 1970-01-01 00:00 UTC.
  package let seconds: Int64
  /// Minutes east of UTC, -1439 to 1439.
  package let offset: Int

  /// A moment, shown with this offset; both are brought into a range that can be written (years 1900 to 9999).
  package init(seconds: Int64, offset: Int = 0) {
    self.seconds = min(max(seconds, -2_208_902_400), 253_402_200_000)
    self.offset = min(max(offset, -1439), 1439)
  }

  /// `Mon, 05 Jan 2026 10:00:00 +0300`.
  package var text: String {
    let local = seconds + Int64(offset) * 60
    let days = Self.floorDivide(local, 86_400)
    let clock = Int(local - days * 86_400)
    let (year, month, day) = Self.civil(days)
    let weekday = Self.weekdays[Int((days % 7 + 11) % 7)]
    let zone = (offset < 0 ? "-" : "+") + Self.two(abs(offset) / 60) + Self.two(abs(offset) % 60)
    return weekday + ", " + Self.two(day) + " " + Self.months[month - 1] + " \(year) " + Self.two(clock / 3600) + ":"
      + Self.two(clock / 60 % 60) + ":" + Self.two(clock % 60) + " " + zone
  }

  /// Proleptic Gregorian date of a day number.
  private static func civil(_ days: Int64) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = Int(shifted - era * 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
    value >= 0 ? value / by : -((-value + by - 1) / by)
  }

  private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
