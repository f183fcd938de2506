/// Date and time of RFC 3339 as seconds since 1970-01-01T00:00:00Z, for HOLDUNTIL and the FUTURERELEASE line (RFC 4865 §3).
package enum InternetTime {
  /// The seconds behind a text such as `2026-12-31T00:00:00Z` or `2026-12-31T03:00:00.5+03:00` (fractions are dropped);
  /// nil when the text is no such date or lies outside the years 1970 to 9999.
  package static func parse(_ octets: ArraySlice<UInt8>) -> Int? {
    var rest = octets
    guard let year = number(4, from: &rest), take(ASCII.hyphen, from: &rest),
      let month = number(2, from: &rest), take(ASCII.hyphen, from: &rest),
      let day = number(2, from: &rest), let separator = rest.popFirst(), separator | 0x20 == 0x74,
      let hour = number(2, from: &rest), take(ASCII.colon, from: &rest),
      let minute = number(2, from: &rest), take(ASCII.colon, from: &rest),
      let second = number(2, from: &rest)
    else { return nil }
    if take(ASCII.dot, from: &rest) {
      guard let first = rest.first, ASCII.isDigit(first) else { return nil }
      rest = rest.drop(while: ASCII.isDigit)
    }
    guard let offset = offset(from: &rest), rest.isEmpty else { return nil }
    guard year >= 1970, (1...12).contains(month), (1...days(in: month, of: year)).contains(day) else { return nil }
    guard hour < 24, minute < 60, second < 61 else { return nil }
    let midnight = daysSinceEpoch(year: year, month: month, day: day) * 86_400
    return midnight + hour * 3_600 + minute * 60 + min(second, 59) - offset
  }

  /// The text of `seconds` in UTC; times outside the years 1970 to 9999 are clamped to them.
  package static func format(_ seconds: Int) -> String {
    let clamped = min(max(seconds, 0), 253_402_300_799)
    let (year, month, day) = date(daysSinceEpoch: clamped / 86_400)
    let time = clamped % 86_400
    return "\(year)-\(two(month))-\(two(day))T\(two(time / 3_600)):\(two(time / 60 % 60)):\(two(time % 60))Z"
  }

  private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  private static func number(_ digits: Int, from rest: inout ArraySlice<UInt8>) -> Int? {
    guard rest.count >= digits, let value = ASCII.decimal(rest.prefix(digits), maximumDigits: digits) else {
      return nil
    }
    rest = rest.dropFirst(digits)
    return value
  }

  private static func take(_ octet: UInt8, from rest: inout ArraySlice<UInt8>) -> Bool {
    guard rest.first == octet else { return false }
    rest = rest.dropFirst()
    return true
  }

  private static func offset(from rest: inout ArraySlice<UInt8>) -> Int? {
    guard let sign = rest.popFirst() else { return nil }
    if sign | 0x20 == 0x7A { return 0 }
    guard sign == ASCII.plus || sign == ASCII.hyphen, let hours = number(2, from: &rest), hours < 24,
      take(ASCII.colon, from: &rest), let minutes = number(2, from: &rest), minutes < 60
    else { return nil }
    let offset = hours * 3_600 + minutes * 60
    return sign == ASCII.plus ? offset : -offset
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  // Both conversions count in years that begin on 1 March, so that the leap day is the last day of its year.
  private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
  }

  private static func date(daysSinceEpoch days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }
}
