import SMPP

/// What two submits have in common when one is a repetition of the other: everything but the sequence number.
///
/// 128 bits of a keyed hash: good for this process, and not to be forged by a client.
struct Fingerprint: Hashable, Sendable {
  private let high: UInt64
  private let low: UInt64

  init(_ submit: SubmitSM) {
    high = Self.hash(submit, 1)
    low = Self.hash(submit, 2)
  }

  private static func hash(_ submit: SubmitSM, _ salt: UInt8) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(salt)
    hasher.combine(submit)
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}
