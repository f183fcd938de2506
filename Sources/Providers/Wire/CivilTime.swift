import Messages

/// A moment as clocks on a wall show it, some seconds east of UTC: what providers write and read without a zone.
package struct CivilTime: Equatable, Sendable {
  package var year: Int
  package var month: Int
  package var day: Int
  package var hour = 0
  package var minute = 0
  package var second = 0

  /// - Parameter offset: seconds east of UTC.
  package init(_ moment: Timestamp, offset: Int) {
    let seconds = moment.seconds &+ Int64(offset)
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let rest = Int(seconds - days * 86_400)
    (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
    // Days since 0000-03-01 make leap days the last of their year.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = Int(shifted - era * 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0)
  }

  /// Where the numbers of a written time stand.
  package enum Order: Sendable {
    /// `2024-10-16 22:52:42.497994`, also with `T`, also without seconds.
    case yearFirst
    /// `16.10.2024 22:52:42`.
    case dayFirst
  }

  /// Reads groups of digits whatever stands between them; nil when a number is missing or out of its range.
  package init?(_ text: String, order: Order) {
    let groups = text.utf8.split(whereSeparator: { !(0x30...0x39).contains($0) }).prefix(6)
    let numbers = groups.compactMap { $0.count <= 4 ? Int(String(decoding: $0, as: UTF8.self)) : nil }
    guard numbers.count == groups.count, numbers.count >= 3 else { return nil }
    year = order == .yearFirst ? numbers[0] : numbers[2]
    month = numbers[1]
    day = order == .yearFirst ? numbers[2] : numbers[0]
    if numbers.count > 3 { hour = numbers[3] }
    if numbers.count > 4 { minute = numbers[4] }
    if numbers.count > 5 { second = numbers[5] }
    guard (1_970...9_999).contains(year), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
      second < 61
    else { return nil }
  }

  /// The moment, given the seconds east of UTC of the clock that showed it.
  package func moment(offset: Int) -> Timestamp {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    return Timestamp(seconds: Int64(days * 86_400 + hour * 3_600 + minute * 60 + second - offset))
  }

  /// `2024-10-16`.
  package var date: String { Self.padded(year, 4) + "-" + Self.padded(month) + "-" + Self.padded(day) }

  /// `2024-10-16 22:52`.
  package var minutes: String { date + " " + Self.padded(hour) + ":" + Self.padded(minute) }

  /// `2024-10-16 22:52:42`.
  package var seconds: String { minutes + ":" + Self.padded(second) }

  /// `16.10.2024`.
  package var dottedDate: String { Self.padded(day) + "." + Self.padded(month) + "." + Self.padded(year, 4) }

  static func padded(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
