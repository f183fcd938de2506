import SMPP

/// What two submits have in common when one is a repetition of the other: everything but the sequence number.
///
/// 128 bits of a keyed hash: good for this process, and not to be forged by a client.
struct Fingerprint: Hashable, Sendable {
  private let high: UInt64
  private let low: UInt64

  init(_ submit: SubmitSM) {
    var first = Hasher()
    // Arrays of octets are hashed octet by octet, which for the text would cost more than all the rest.
    var rest = submit
    rest.shortMessage = []
    first.combine(rest)
    first.combine(submit.shortMessage.count)
    submit.shortMessage.withUnsafeBytes { first.combine(bytes: $0) }
    // The state has 256 bits: two ends of the same way through it tell twice as much as one.
    var second = first
    second.combine(UInt8(1))
    high = UInt64(bitPattern: Int64(first.finalize()))
    low = UInt64(bitPattern: Int64(second.finalize()))
  }
}
