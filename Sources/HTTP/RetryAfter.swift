/// How long a server asks its client to wait (RFC 9110 §10.2.3).
package enum RetryAfter {
  /// The longest wait that is believed.
  package static let longest = Duration.seconds(86_400)

  /// Reads seconds or a date; `nil` for neither. A date that has passed is no wait at all.
  ///
  /// - Parameter now: seconds since 1970 in UTC.
  package static func read(_ value: String, now: Int) -> Duration? {
    if !value.isEmpty, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      return min(Int(value).map { .seconds($0) } ?? longest, longest)
    }
    return HTTPDate.parse(value).map { min(.seconds(max(0, $0 - now)), longest) }
  }
}
