import Glibc

/// Random octets for keys, salts, nonces and identifiers, from the kernel's generator: a start that needs a handful does
/// not wait until OpenSSL has set up its own.
package enum SecureRandom {
  /// Nothing comes back when the generator has no entropy, which a running Linux always has.
  package static func bytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: max(0, count))
    let isFilled = bytes.withUnsafeMutableBytes { room -> Bool in
      var start = 0
      while start < room.count {
        // The most that getentropy(3) gives at once.
        let length = min(256, room.count - start)
        guard getentropy(room.baseAddress.map { $0 + start }, length) == 0 else { return false }
        start += length
      }
      return true
    }
    return isFilled ? bytes : []
  }
}
