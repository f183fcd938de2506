/// What stands behind `r-` in the reply address of a mail of ours: account, phone and expiry, signed.
///
/// Layout: 1 octet version and spare, 7 octets phone number, 4 octets expiry, the account name, 10 octets of the HMAC over all before.
/// As base 32 behind `r-` it fits the 64 octets of a local part (RFC 5321 §4.5.3.1.1).
package struct ReplyToken: Equatable, Sendable {
  /// Name of the account, at most ``accountLimit`` octets.
  package let account: String
  /// The phone number without `+`, at most 15 digits.
  package let msisdn: UInt64
  /// Seconds since 1970 after which the address is void.
  package let expiry: UInt32

  /// Octets of an account name that fit.
  package static let accountLimit = 16
  private static let version: UInt8 = 1
  private static let headerLength = 12
  private static let signatureLength = 10

  /// Why a token is not accepted.
  package enum Refusal: Error, Equatable, Sendable {
    /// It is no token of ours, or somebody changed it.
    case forged
    /// It was ours, and is over.
    case expired
  }

  /// `nil` where the account name or the number is too long.
  package init?(account: String, msisdn: UInt64, expiry: UInt32) {
    guard !account.isEmpty, account.utf8.count <= Self.accountLimit, msisdn > 0, msisdn < 1_000_000_000_000_000 else {
      return nil
    }
    self.account = account
    self.msisdn = msisdn
    self.expiry = expiry
  }

  /// The local part `r-…`. `hmac` gives at least 10 octets, as every HMAC does.
  package func localPart(hmac: ([UInt8]) -> [UInt8]) -> String {
    var payload = [Self.version]
    for shift in stride(from: 48, through: 0, by: -8) {
      payload.append(UInt8(truncatingIfNeeded: msisdn >> UInt64(shift)))
    }
    for shift in stride(from: 24, through: 0, by: -8) {
      payload.append(UInt8(truncatingIfNeeded: expiry >> UInt32(shift)))
    }
    payload += Array(account.utf8)
    return "r-" + Base32.encode(payload + hmac(payload).prefix(Self.signatureLength))
  }

  /// Checks the text behind `r-` at `now` (seconds since 1970).
  package static func verify(
    _ token: String, now: UInt32, hmac: ([UInt8]) -> [UInt8]
  ) -> Result<ReplyToken, Refusal> {
    guard token.utf8.count <= 64, let bytes = Base32.decode(token.utf8),
      bytes.count > headerLength + signatureLength, bytes[0] == version
    else { return .failure(.forged) }
    let payload = Array(bytes.dropLast(signatureLength))
    let expected = Array(hmac(payload).prefix(signatureLength))
    guard isEqual(expected, bytes.suffix(signatureLength)), let read = read(payload) else { return .failure(.forged) }
    return read.expiry < now ? .failure(.expired) : .success(read)
  }

  private static func read(_ payload: [UInt8]) -> ReplyToken? {
    let msisdn = payload[1..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let expiry = payload[8..<12].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard let account = String(validating: payload[headerLength...], as: UTF8.self) else { return nil }
    return ReplyToken(account: account, msisdn: msisdn, expiry: expiry)
  }

  /// Takes the same time wherever the difference is.
  private static func isEqual(_ left: [UInt8], _ right: ArraySlice<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
