/// Dates of HTTP (RFC 9110 §5.6.7) as seconds since 1970 in UTC.
package enum HTTPDate {
  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// `Sun, 06 Nov 1994 08:49:37 GMT`, for the years 1970 to 9999; times outside are moved to the nearer end.
  package static func format(_ seconds: Int) -> String {
    let seconds = min(max(seconds, 0), 253_402_300_799)
    let (day, time) = seconds.quotientAndRemainder(dividingBy: 86_400)
    let date = civil(day)
    let clock = "\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))"
    return "\(days[(day + 4) % 7]), \(two(date.day)) \(months[date.month - 1]) \(date.year) \(clock) GMT"
  }

  /// Reads all three forms: IMF-fixdate, RFC 850 and asctime. The name of the day is not checked.
  package static func parse(_ text: String) -> Int? {
    let words = text.utf8.split { $0 == 0x20 || $0 == 0x2C || $0 == 0x2D }.map { String(Substring($0)) }
    switch words.count {
    case 6 where words[5] == "GMT": return seconds(words[1], words[2], words[3], words[4])
    case 5: return seconds(words[2], words[1], words[4], words[3])
    default: return nil
    }
  }

  private static func seconds(_ day: String, _ month: String, _ year: String, _ clock: String) -> Int? {
    guard let month = months.firstIndex(of: month), let day = number(day, 1...31), var year = number(year, 0...9999)
    else { return nil }
    // Two digits come from RFC 850 dates.
    if year < 100 { year += year < 70 ? 2000 : 1900 }
    let parts = clock.utf8.split(separator: 0x3A, omittingEmptySubsequences: false).map { String(Substring($0)) }
    guard year >= 1970, parts.count == 3, let hour = number(parts[0], 0...23), let minute = number(parts[1], 0...59),
      let second = number(parts[2], 0...60)
    else { return nil }
    return daysSinceEpoch(year, month + 1, day) * 86_400 + hour * 3600 + minute * 60 + second
  }

  private static func number(_ text: String, _ range: ClosedRange<Int>) -> Int? {
    guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text).flatMap { range.contains($0) ? $0 : nil }
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// Days of the proleptic Gregorian calendar, counted in years that begin in March.
  private static func daysSinceEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let monthFromMarch = (month + 9) % 12
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + (monthFromMarch * 306 + 5) / 10 + day - 719_469
  }

  private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    var year = 1970 + days / 366
    while daysSinceEpoch(year + 1, 1, 1) <= days { year += 1 }
    var month = 12
    while daysSinceEpoch(year, month, 1) > days { month -= 1 }
    return (year, month, days - daysSinceEpoch(year, month, 1) + 1)
  }
}
