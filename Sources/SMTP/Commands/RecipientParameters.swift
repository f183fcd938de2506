/// What RCPT says besides the address: which notices are wanted for this recipient (RFC 3461 §4.1, §4.2).
package struct RecipientParameters: Equatable, Hashable, Sendable {
  /// The notices asked for with NOTIFY.
  package struct Notify: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// No notice at all; the parameter was there.
    package static let never: Notify = []
    package static let success = Notify(rawValue: 1)
    package static let failure = Notify(rawValue: 2)
    package static let delay = Notify(rawValue: 4)
  }

  /// ORCPT: the address the message was first sent to.
  package struct OriginalRecipient: Equatable, Hashable, Sendable {
    /// In lower case, usually `rfc822`.
    package let type: String
    /// Decoded.
    package let address: String

    package init(type: String, address: String) {
      self.type = type
      self.address = address
    }
  }

  /// Nil when the client did not say.
  package var notify: Notify?
  /// At most 500 octets as written (RFC 3461 §4.2).
  package var originalRecipient: OriginalRecipient?

  package init() {}

  init(_ octets: ArraySlice<UInt8>, offers: (ServiceExtension) -> Bool) throws(Reply) {
    if octets.isEmpty { return }
    for parameter in try ParameterList(octets) {
      guard offers(.dsn) else { throw .unknownParameter }
      switch parameter.keyword {
      case "NOTIFY": notify = try Self.notify(parameter.value)
      case "ORCPT": originalRecipient = try Self.originalRecipient(parameter.value)
      default: throw .unknownParameter
      }
    }
  }

  private static func notify(_ value: ArraySlice<UInt8>?) throws(Reply) -> Notify {
    guard let value else { throw .badParameter }
    if ASCII.keyword(value) == "NEVER" { return .never }
    var notify = Notify()
    for word in value.split(separator: ASCII.comma, omittingEmptySubsequences: false) {
      let wanted: Notify
      switch ASCII.keyword(word) {
      case "SUCCESS": wanted = .success
      case "FAILURE": wanted = .failure
      case "DELAY": wanted = .delay
      default: throw .badParameter
      }
      guard notify.insert(wanted).inserted else { throw .badParameter }
    }
    return notify
  }

  private static func originalRecipient(_ value: ArraySlice<UInt8>?) throws(Reply) -> OriginalRecipient {
    guard let value, value.count <= 500, let split = value.firstIndex(of: ASCII.semicolon), split > value.startIndex,
      let type = ASCII.keyword(value[..<split]), type.utf8.allSatisfy(PathParser.isAtom),
      let address = Xtext.decode(value[(split + 1)...]), !address.isEmpty
    else { throw .badParameter }
    return OriginalRecipient(
      type: String(decoding: type.utf8.map { ASCII.isLetter($0) ? $0 | 0x20 : $0 }, as: UTF8.self), address: address)
  }
}
