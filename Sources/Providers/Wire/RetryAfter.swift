import HTTP
import Messages

/// The `Retry-After` field (RFC 9110 §10.2.3).
package enum RetryAfter {
  /// What is believed at most.
  package static let longest = Duration.seconds(3_600)

  /// How long to wait: seconds, or until an HTTP-date, 0 to an hour; nil when the field is absent or unreadable.
  package static func wait(_ headers: HTTPHeaders, now: Timestamp) -> Duration? {
    guard let value = headers["Retry-After"] else { return nil }
    if let seconds = Int64(value) { return min(longest, .seconds(max(0, seconds))) }
    guard let moment = date(value) else { return nil }
    return min(longest, max(.zero, moment - now))
  }

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7, the preferred form).
  private static func date(_ value: String) -> Timestamp? {
    let words = value.utf8.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
    guard words.count == 6, let month = months.firstIndex(of: words[2]) else { return nil }
    let ordered = words[3] + "-" + String(month + 1) + "-" + words[1] + " " + words[4]
    return CivilTime(ordered, order: .yearFirst)?.moment(offset: 0)
  }
}
