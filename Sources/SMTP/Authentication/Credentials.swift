/// A user name and a password to be checked. Printing the value never shows the password.
package struct Credentials: Equatable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// At most 255 octets, never empty.
  package let user: String
  /// UTF-8 as the client sent it, at most `CommandLine.maximumResponse` octets of base64.
  package let password: [UInt8]

  package init(user: String, password: [UInt8]) {
    self.user = user
    self.password = password
  }

  package var description: String { "Credentials(user: \(user))" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: ["user": user]) }
}
