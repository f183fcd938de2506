/// A date of the proleptic Gregorian calendar and a time of day, without a zone.
package struct CivilDate: Hashable, Sendable {
  package var year: Int
  /// 1-12
  package var month: Int
  /// 1-31
  package var day: Int
  package var hour: Int
  package var minute: Int
  package var second: Int

  package init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
  }

  /// The UTC date of a Unix time in seconds. Times outside the years 1-9999 are moved to that range.
  package init(unixSeconds: Int64) {
    let bounded = min(max(unixSeconds, -62_135_596_800), 253_402_300_799)
    let days = Int(bounded >= 0 ? bounded / 86_400 : (bounded - 86_399) / 86_400)
    let rest = Int(bounded) - days * 86_400
    // Counts from 1 March of year 0, so that the leap day ends a year.
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    hour = rest / 3_600
    minute = rest / 60 % 60
    second = rest % 60
  }

  /// The Unix time in seconds when the fields are read as UTC.
  package var unixSeconds: Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = Int64(era * 146_097 + dayOfEra - 719_468)
    return days * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
  }

  /// Days of a month, 28-31; 0 for a month that does not exist.
  package static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 1, 3, 5, 7, 8, 10, 12: return 31
    case 4, 6, 9, 11: return 30
    case 2: return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: return 0
    }
  }

  /// Whether month, day and time of day exist.
  package var isValid: Bool {
    (1...12).contains(month) && day >= 1 && day <= Self.days(inMonth: month, of: year)
      && (0...23).contains(hour) && (0...59).contains(minute) && (0...59).contains(second)
  }

  /// The date some months later, on the last day of the month where that day does not exist.
  package func adding(months: Int) -> CivilDate {
    let count = year * 12 + month - 1 + months
    var result = self
    result.year = count / 12
    result.month = count % 12 + 1
    result.day = min(day, Self.days(inMonth: result.month, of: result.year))
    return result
  }
}
