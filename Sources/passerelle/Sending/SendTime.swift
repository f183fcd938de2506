import Configuration
import SMPP

/// A time of the command line as it stands in a PDU (SMPP 3.4 §7.1.1).
enum SendTime {
  static let forms = "a duration (90s, 2h), 2026-01-31T12:00:00Z, or 16 characters as SMPP writes them"

  /// Nil when the text is none of `forms`.
  static func field(_ text: String) -> String? {
    if let parsed = try? SMPPTime.parse(text) { return parsed.text }
    if let duration = DurationText.parse(text) {
      return duration > .zero ? SMPPTime(secondsFromNow: duration.components.seconds).text : nil
    }
    return moment(text).map { SMPPTime.absolute($0, tenths: 0, quarterHours: 0).text }
  }

  /// `2026-01-31T12:00:00Z`, the seconds optional (RFC 3339 §5.6, UTC only).
  private static func moment(_ text: String) -> CivilDate? {
    guard text.utf8.last == UInt8(ascii: "Z") else { return nil }
    let halves = text.utf8.dropLast().split(separator: UInt8(ascii: "T"), omittingEmptySubsequences: false)
    guard halves.count == 2 else { return nil }
    let date = numbers(halves[0], separator: UInt8(ascii: "-"))
    let time = numbers(halves[1], separator: UInt8(ascii: ":"))
    guard let date, let time, date.count == 3, (2...3).contains(time.count), (2000...2099).contains(date[0]) else {
      return nil
    }
    let moment = CivilDate(
      year: date[0], month: date[1], day: date[2], hour: time[0], minute: time[1], second: time.count == 3 ? time[2] : 0
    )
    return moment.isValid ? moment : nil
  }

  private static func numbers(_ text: Substring.UTF8View, separator: UInt8) -> [Int]? {
    let fields = text.split(separator: separator, omittingEmptySubsequences: false)
    let numbers = fields.compactMap {
      $0.count <= 4 && $0.allSatisfy { (48...57).contains($0) } ? Int(Substring($0)) : nil
    }
    return numbers.count == fields.count ? numbers : nil
  }
}
