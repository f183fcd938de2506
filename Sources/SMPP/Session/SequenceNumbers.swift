/// Our own sequence numbers: 1 to 0x7FFFFFFF, over and over (SMPP 3.4 §3.2).
package struct SequenceNumbers: Hashable, Sendable {
  private var last: UInt32

  /// `last` is the number given out before; the first one is 1.
  package init(after last: UInt32 = 0) {
    self.last = last
  }

  /// The next number that is not outstanding. `isOutstanding` must be false for some number.
  package mutating func next(_ isOutstanding: (UInt32) -> Bool) -> UInt32 {
    repeat {
      last = last >= 0x7FFF_FFFF ? 1 : last + 1
    } while isOutstanding(last)
    return last
  }
}
