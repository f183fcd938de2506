/// Reproducible generated values: a small linear congruence, so that a failure shows the same value again.
struct Generator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }

  /// A text of so many scalars drawn from a repertoire.
  mutating func text(_ count: Int, from repertoire: [Unicode.Scalar]) -> String {
    var text = ""
    for _ in 0..<count where !repertoire.isEmpty {
      text.unicodeScalars.append(repertoire[Int.random(in: 0..<repertoire.count, using: &self)])
    }
    return text
  }

  mutating func octets(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
  }
}

/// The octets of a hexadecimal notation; blanks are passed over.
func hex(_ digits: String) -> [UInt8] {
  let nibbles = digits.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
  return stride(from: 0, to: nibbles.count - 1, by: 2).map { UInt8(nibbles[$0] << 4 | nibbles[$0 + 1]) }
}

/// Whether two texts are the same scalars; `==` on String takes canonical equivalents for equal.
func sameScalars(_ left: String?, _ right: String?) -> Bool {
  guard let left, let right else { return left == nil && right == nil }
  return left.utf8.elementsEqual(right.utf8)
}
