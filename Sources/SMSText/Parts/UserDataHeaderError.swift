/// Why the start of a message is no user data header. Lengths are octets.
package enum UserDataHeaderError: Error, Sendable, Hashable {
  /// The message is empty, although its indicator announces a header.
  case missing
  /// The header's own length reaches past the message.
  case headerCut(declared: Int, available: Int)
  /// An element reaches past the header; `declared` is nil when not even its length is there.
  case elementCut(identifier: UInt8, declared: Int?, available: Int)
  /// A known element has another length than the specification gives it.
  case elementLength(identifier: UInt8, declared: Int, demanded: Int)
}
