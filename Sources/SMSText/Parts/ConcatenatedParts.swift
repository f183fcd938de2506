/// The parts of one message, gathered as octets in whatever order they come.
///
/// They are joined before they are decoded, so that an escape or a surrogate that the sender cut from its partner is
/// whole again. Parts of packed septets must be unpacked before they are added: each begins at an octet of its own.
/// Which parts belong together, and how long to wait, is for the caller to say.
package struct ConcatenatedParts: Sendable, Equatable {
  /// What adding a part came to.
  package enum Outcome: Sendable, Hashable {
    /// The part is kept, others are missing.
    case incomplete
    /// The part is kept and was the last one missing.
    case complete
    /// The part is there already with the same octets; nothing changed.
    case duplicate
    /// The part is there already with other octets: a new message under an old reference, most likely. Nothing changed.
    case conflict
    /// The number is zero or past the total; nothing changed.
    case invalid
    /// The octets would exceed the limit; nothing changed.
    case tooLarge
  }

  /// The number of parts, 1 to 255.
  package let total: UInt8
  /// The most octets that all parts may have together.
  package let limit: Int
  /// The octets gathered so far.
  package private(set) var octetCount = 0
  private var parts: [[UInt8]?]
  private var held = 0

  /// Nil when the total is zero: such a message is a single one.
  ///
  /// - Parameter limit: the most octets that all parts may have together; 255 parts of 255 octets by default.
  package init?(total: UInt8, limit: Int = 65_025) {
    guard total > 0 else { return nil }
    self.total = total
    self.limit = limit
    parts = Array(repeating: nil, count: Int(total))
  }

  /// Adds the body of a part, without its header. The first of equal numbers stays.
  package mutating func add(_ number: UInt8, _ octets: [UInt8]) -> Outcome {
    guard number >= 1, number <= total else { return .invalid }
    let index = Int(number) - 1
    if let known = parts[index] { return known == octets ? .duplicate : .conflict }
    guard octets.count <= limit - octetCount else { return .tooLarge }
    parts[index] = octets
    held += 1
    octetCount += octets.count
    return isComplete ? .complete : .incomplete
  }

  /// Whether every part is there.
  package var isComplete: Bool { held == parts.count }

  /// The numbers of the parts that are not there yet.
  package var missing: [UInt8] {
    parts.indices.filter { parts[$0] == nil }.map { UInt8($0 + 1) }
  }

  /// The octets of all parts that are there, in order; the whole message when ``isComplete``.
  package var joined: [UInt8] {
    var octets: [UInt8] = []
    octets.reserveCapacity(octetCount)
    for part in parts { if let part { octets += part } }
    return octets
  }
}
