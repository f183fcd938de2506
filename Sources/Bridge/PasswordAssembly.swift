import Configuration
import Listeners
import Transport

/// The check of a password as it stands in the configuration: plain, or what `passerelle password` printed.
enum PasswordAssembly {
  static func check(_ secret: Secret?) -> PasswordCheck {
    guard let secret else { return PasswordCheck(accepts: { _ in false }, isSlow: false) }
    if let hash = PasswordHash(secret.value) {
      return PasswordCheck(accepts: { hash.matches($0) }, isSlow: true)
    }
    let expected = Array(secret.value.utf8)
    return PasswordCheck(accepts: { constantTimeEqual($0, expected) }, isSlow: false)
  }
}
