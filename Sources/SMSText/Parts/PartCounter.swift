/// Counts units into parts, never cutting a character.
struct PartCounter {
  /// What a message of one part holds.
  let single: Int
  /// What each of several parts holds.
  let multiple: Int
  private(set) var units = 0
  /// The parts if there are several.
  private(set) var parts = 1
  private var used = 0

  init(_ encoding: SegmentEncoding, _ reference: Concatenation.Reference) {
    single = encoding.capacity(headerOctets: encoding.headerOctets(reference: nil))
    multiple = encoding.capacity(headerOctets: encoding.headerOctets(reference: reference))
  }

  /// Counts one character of so many units.
  @inline(__always)
  mutating func add(_ cost: Int) {
    units &+= cost
    used &+= cost
    if used > multiple {
      parts &+= 1
      used = cost
    }
  }

  /// Counts many units that may be cut anywhere; for a counter that is used for nothing else.
  mutating func addPlain(_ count: Int) {
    units = count
    parts = max(1, count / multiple + (count % multiple == 0 ? 0 : 1))
  }

  /// Counts a text in septets; false when the alphabet lacks a character.
  mutating func count(_ utf8: UnsafeBufferPointer<UInt8>, in alphabet: GSMAlphabet) -> Bool {
    alphabet.locking.septets.withUnsafeBufferPointer { plain in
      alphabet.single.septets.withUnsafeBufferPointer { escaped in
        var reader = ScalarReader(utf8)
        while let scalar = reader.next() {
          let value = Int(scalar)
          guard value < SeptetTable.scalarLimit else { return false }
          if plain[value] != SeptetTable.noSeptet {
            add(1)
          } else if escaped[value] != SeptetTable.noSeptet {
            add(2)
          } else {
            return false
          }
        }
        return true
      }
    }
  }

  /// Counts a text in UTF-16 units.
  mutating func countUTF16(_ utf8: UnsafeBufferPointer<UInt8>) {
    var reader = ScalarReader(utf8)
    while let scalar = reader.next() { add(scalar < 0x10000 ? 1 : 2) }
  }
}
