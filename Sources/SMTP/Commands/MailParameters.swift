/// What MAIL says about the message besides its sender.
package struct MailParameters: Equatable, Hashable, Sendable {
  /// How much of the message a failure notice brings back (RFC 3461 §4.3).
  package enum Returned: Sendable {
    case full
    case headers
  }

  /// When the message may be sent (RFC 4865 §3).
  package enum Hold: Equatable, Hashable, Sendable {
    /// HOLDFOR, in seconds.
    case seconds(Int)
    /// HOLDUNTIL, in seconds since 1970.
    case until(Int)
  }

  /// SIZE: the octets the client announces (RFC 1870 §6).
  package var size: Int?
  /// BODY=8BITMIME (RFC 6152).
  package var isEightBit = false
  /// SMTPUTF8 (RFC 6531 §3.4).
  package var isUTF8 = false
  /// RET (RFC 3461 §4.3).
  package var returned: Returned?
  /// ENVID, decoded; at most 100 octets of xtext (RFC 3461 §4.4).
  package var envelopeID: String?
  /// AUTH, decoded: who submitted the message first; empty for `<>`. Only worth something from an authenticated client (RFC 4954 §5).
  package var submitter: String?
  package var hold: Hold?
  /// BY (RFC 2852 §4).
  package var deliverBy: DeliverBy?
  /// MT-PRIORITY, -9...9 (RFC 6710 §5).
  package var priority: Int?

  package init() {}

  /// Reads the parameters behind the sender. `offers` tells what EHLO names on this listener: a parameter of anything else is
  /// unknown.
  init(_ octets: ArraySlice<UInt8>, offers: (ServiceExtension) -> Bool) throws(Reply) {
    if octets.isEmpty { return }
    for parameter in try ParameterList(octets) {
      guard let row = Self.table[parameter.keyword], offers(row.needs) else { throw .unknownParameter }
      try row.read(&self, parameter.value)
    }
  }

  private struct Row: Sendable {
    let needs: ServiceExtension
    let read: @Sendable (inout MailParameters, ArraySlice<UInt8>?) throws(Reply) -> Void

    init(
      _ needs: ServiceExtension,
      _ read: @escaping @Sendable (inout MailParameters, ArraySlice<UInt8>?) throws(Reply) -> Void
    ) {
      self.needs = needs
      self.read = read
    }
  }

  private static let table: [String: Row] = [
    "SIZE": Row(.size) { (parameters, value) throws(Reply) in
      parameters.size = try require(value.flatMap { ASCII.decimal($0, maximumDigits: 18) })
    },
    "BODY": Row(.eightBitMIME) { (parameters, value) throws(Reply) in
      let word = try require(value.flatMap { ASCII.keyword($0) })
      guard word == "7BIT" || word == "8BITMIME" else { throw .badParameter }
      parameters.isEightBit = word == "8BITMIME"
    },
    "SMTPUTF8": Row(.smtpUTF8) { (parameters, value) throws(Reply) in
      guard value == nil else { throw .badParameter }
      parameters.isUTF8 = true
    },
    "RET": Row(.dsn) { (parameters, value) throws(Reply) in
      let word = try require(value.flatMap { ASCII.keyword($0) })
      guard word == "FULL" || word == "HDRS" else { throw .badParameter }
      parameters.returned = word == "FULL" ? .full : .headers
    },
    "ENVID": Row(.dsn) { (parameters, value) throws(Reply) in
      parameters.envelopeID = try require(value.flatMap { $0.count <= 100 ? Xtext.decode($0) : nil })
    },
    "AUTH": Row(.auth) { (parameters, value) throws(Reply) in
      let isNobody = value.map { $0.elementsEqual("<>".utf8) } ?? false
      parameters.submitter = isNobody ? "" : try require(value.flatMap { $0.count <= 500 ? Xtext.decode($0) : nil })
    },
    "HOLDFOR": Row(.futureRelease) { (parameters, value) throws(Reply) in
      guard parameters.hold == nil else { throw .conflictingParameters }
      parameters.hold = .seconds(try require(value.flatMap { ASCII.decimal($0, maximumDigits: 9) }))
    },
    "HOLDUNTIL": Row(.futureRelease) { (parameters, value) throws(Reply) in
      guard parameters.hold == nil else { throw .conflictingParameters }
      parameters.hold = .until(try require(value.flatMap { InternetTime.parse($0) }))
    },
    "BY": Row(.deliverBy) { (parameters, value) throws(Reply) in
      parameters.deliverBy = try require(value.flatMap { DeliverBy($0) })
    },
    "MT-PRIORITY": Row(.priority) { (parameters, value) throws(Reply) in
      let isNegative = value?.first == ASCII.hyphen
      let digit = try require(value.flatMap { ASCII.decimal(isNegative ? $0.dropFirst() : $0, maximumDigits: 1) })
      parameters.priority = isNegative ? -digit : digit
    },
  ]

  private static func require<Value>(_ value: Value?) throws(Reply) -> Value {
    guard let value else { throw .badParameter }
    return value
  }
}
