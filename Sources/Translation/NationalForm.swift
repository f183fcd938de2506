import Messages

/// How numbers are written within a country: with a trunk prefix in place of the country's (ITU-T E.164 §6, E.123).
package struct NationalForm: Sendable, Hashable {
  /// The country's prefix, `375`.
  package var country: String
  /// What the national form begins with, `80`; the longest that fits counts.
  package var trunks: [String]

  package init(country: String, trunks: [String] = ["80", "0"]) {
    self.country = country
    self.trunks = trunks.sorted { $0.utf8.count > $1.utf8.count }
  }

  /// The number behind digits that were written without `+` or `00`. Those that begin with the country's prefix, and
  /// those too long or too short for a national form, are international.
  package func number(_ digits: String) -> PhoneNumber? {
    guard !digits.utf8.starts(with: country.utf8), digits.utf8.count <= 11 else { return PhoneNumber(digits) }
    for trunk in trunks where digits.utf8.starts(with: trunk.utf8) && digits.utf8.count >= trunk.utf8.count + 7 {
      return PhoneNumber(country + digits.dropFirst(trunk.utf8.count))
    }
    return PhoneNumber(digits)
  }
}
