/// The parameters of one statement in the binary format of the server.
struct Parameters {
  private(set) var bytes: [UInt8] = []
  /// Where each one lies; nil for NULL.
  private(set) var spans: [Range<Int>?] = []

  mutating func add(_ number: Int64?) {
    guard let number else { return spans.append(nil) }
    let start = bytes.count
    bytes.append(bigEndian: number)
    spans.append(start..<bytes.count)
  }

  mutating func add(_ text: String?) {
    guard let text else { return spans.append(nil) }
    let start = bytes.count
    bytes.append(storable: text)
    spans.append(start..<bytes.count)
  }

  mutating func add(_ column: Column) {
    let start = bytes.count
    column.write(to: &bytes)
    spans.append(start..<bytes.count)
  }

  /// An array of numbers.
  mutating func add(_ numbers: [Int64]) {
    var column = Column(.number)
    for number in numbers { column.append(number) }
    add(column)
  }
}

/// One array parameter, built element by element: a column of the rows that a statement gets from `unnest`.
struct Column {
  /// The object identifier of the elements' type (`pg_type.dat`).
  enum Kind: UInt32 {
    case octets = 17
    case number = 20
    case text = 25
  }

  private let kind: Kind
  private var bytes: [UInt8] = []
  private(set) var count = 0
  private var hasNull = false

  init(_ kind: Kind) { self.kind = kind }

  mutating func append(_ number: Int64) {
    count += 1
    bytes.append(bigEndian: Int32(8))
    bytes.append(bigEndian: number)
  }

  mutating func append(_ number: Int64?) {
    if let number { append(number) } else { appendNull() }
  }

  mutating func append(_ text: String) {
    count += 1
    appendCounted { $0.append(storable: text) }
  }

  mutating func append(_ text: String?) {
    if let text { append(text) } else { appendNull() }
  }

  /// Octets that the closure appends.
  mutating func append(octets write: (inout [UInt8]) -> Void) {
    count += 1
    appendCounted(write)
  }

  mutating func append(octets: [UInt8]) { append(octets: { $0 += octets }) }

  private mutating func appendNull() {
    count += 1
    hasNull = true
    bytes.append(bigEndian: Int32(-1))
  }

  /// The length stands in front and is known afterwards.
  private mutating func appendCounted(_ write: (inout [UInt8]) -> Void) {
    let start = bytes.count
    bytes.append(bigEndian: Int32(0))
    write(&bytes)
    let length = UInt32(truncatingIfNeeded: bytes.count - start - 4)
    for index in 0..<4 { bytes[start + index] = UInt8(truncatingIfNeeded: length >> (24 - 8 * UInt32(index))) }
  }

  /// Dimensions, whether there are NULLs, element type, length, lower bound, elements (`array_recv`).
  func write(to target: inout [UInt8]) {
    target.append(bigEndian: Int32(count == 0 ? 0 : 1))
    target.append(bigEndian: Int32(hasNull ? 1 : 0))
    target.append(bigEndian: Int32(bitPattern: kind.rawValue))
    guard count > 0 else { return }
    target.append(bigEndian: Int32(truncatingIfNeeded: count))
    target.append(bigEndian: Int32(1))
    target += bytes
  }
}

extension [UInt8] {
  mutating func append(bigEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }

  /// UTF-8. The server keeps no U+0000 in a text: U+FFFD stands in its place, in what is stored and in what is asked for.
  mutating func append(storable text: String) {
    var text = text
    text.withUTF8 { utf8 in
      guard utf8.contains(0) else { return append(contentsOf: utf8) }
      for octet in utf8 {
        if octet == 0 { append(contentsOf: [0xEF, 0xBF, 0xBD]) } else { append(octet) }
      }
    }
  }
}

extension String {
  /// What an index can hold: the server refuses entries of more than some 2,700 octets. Cut at 1,000, between scalars.
  var indexable: String {
    guard utf8.count > 1_000 else { return self }
    var end = utf8.index(utf8.startIndex, offsetBy: 1_000)
    while end > utf8.startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
    return String(self[..<end])
  }
}
