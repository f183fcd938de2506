import COpenSSL

/// A password as it may stand in a configuration: scrypt (RFC 7914) in the usual text form.
///
///     $scrypt$ln=15,r=8,p=1$SALT$HASH       SALT and HASH in base64 without padding
///
/// Making and checking one takes about 0.1 s of a core and 32 MiB: never on a loop.
package struct PasswordHash: Equatable, Sendable, CustomStringConvertible {
  /// Logarithm to base 2 of the cost N: 10 to 20.
  package let logCost: Int
  /// Block size: 1 to 32.
  package let blockSize: Int
  /// Parallelism: 1 to 16.
  package let lanes: Int
  package let salt: [UInt8]
  package let hash: [UInt8]

  /// Hashes with a fresh salt; `nil` when memory is short.
  package init?(password: [UInt8], logCost: Int = 15) {
    self.init(password: password, logCost: logCost, blockSize: 8, lanes: 1, salt: SecureRandom.bytes(16))
  }

  private init?(password: [UInt8], logCost: Int, blockSize: Int, lanes: Int, salt: [UInt8]) {
    let hash = Self.derive(password, salt, logCost, blockSize, lanes, count: 32)
    guard let hash else { return nil }
    (self.logCost, self.blockSize, self.lanes, self.salt, self.hash) = (logCost, blockSize, lanes, salt, hash)
  }

  /// Reads the text form; `nil` for anything else and for parameters out of range.
  package init?(_ text: String) {
    let fields = text.utf8.split(separator: 0x24, omittingEmptySubsequences: false)
    guard fields.count == 5, fields[0].isEmpty, fields[1].elementsEqual("scrypt".utf8),
      let parameters = Self.parameters(fields[2]),
      let salt = Base64.decode(fields[3]), let hash = Base64.decode(fields[4]),
      (8...64).contains(salt.count), (16...64).contains(hash.count)
    else { return nil }
    (logCost, blockSize, lanes) = parameters
    (self.salt, self.hash) = (salt, hash)
  }

  package var description: String {
    "$scrypt$ln=\(logCost),r=\(blockSize),p=\(lanes)$\(Base64.encode(salt))$\(Base64.encode(hash))"
  }

  /// True when the text is meant as a hash and not as a plain password.
  package static func looksLikeHash(_ text: String) -> Bool { text.utf8.starts(with: "$scrypt$".utf8) }

  package func matches(_ password: [UInt8]) -> Bool {
    guard let derived = Self.derive(password, salt, logCost, blockSize, lanes, count: hash.count) else { return false }
    return constantTimeEqual(derived, hash)
  }

  private static func parameters(_ field: Substring.UTF8View) -> (Int, Int, Int)? {
    let parts = field.split(separator: 0x2C, omittingEmptySubsequences: false)
    guard parts.count == 3, let cost = number(parts[0], "ln=", 10...20), let size = number(parts[1], "r=", 1...32),
      let lanes = number(parts[2], "p=", 1...16)
    else { return nil }
    // 128 * N * r octets are needed at once.
    return (128 * size) << cost <= 256 << 20 ? (cost, size, lanes) : nil
  }

  private static func number(_ field: Substring.UTF8View, _ key: String, _ range: ClosedRange<Int>) -> Int? {
    guard field.starts(with: key.utf8), let number = Int(Substring(field.dropFirst(key.utf8.count))) else { return nil }
    return range.contains(number) ? number : nil
  }

  private static func derive(
    _ password: [UInt8], _ salt: [UInt8], _ logCost: Int, _ blockSize: Int, _ lanes: Int, count: Int
  ) -> [UInt8]? {
    var output = [UInt8](repeating: 0, count: count)
    // A null password makes OpenSSL check the parameters only, so an empty one needs an address.
    let length = password.count
    let password = password + [0]
    let done = password.withUnsafeBytes { raw in
      // OpenSSL's own bound of 32 MiB is just below what ln=15 and r=8 take.
      EVP_PBE_scrypt(
        raw.assumingMemoryBound(to: CChar.self).baseAddress, length, salt, salt.count,
        UInt64(1) << UInt64(logCost), UInt64(blockSize), UInt64(lanes), 512 << 20, &output, count)
    }
    return done == 1 ? output : nil
  }
}
