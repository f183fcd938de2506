/// Why a stored form could not be read; the number is the offset at which it went wrong.
package enum MessageDamage: Error, Hashable, Sendable {
  /// Written by a later version of the program, or no message at all.
  case version(UInt8)
  /// The bytes end too early.
  case truncated(Int)
  /// A value that does not exist.
  case value(Int)
  /// More bytes than a message has.
  case trailing(Int)
}

/// Reads the binary forms of the store; checks every bound. Valid only as long as the buffer is.
package struct BlobReader {
  private let buffer: UnsafeRawBufferPointer
  package private(set) var position = 0

  package init(_ bytes: UnsafeRawBufferPointer) { buffer = bytes }

  package var isAtEnd: Bool { position == buffer.count }

  package mutating func byte() throws(MessageDamage) -> UInt8 {
    guard position < buffer.count else { throw .truncated(position) }
    defer { position += 1 }
    return buffer[position]
  }

  /// LEB128; 10 octets at most.
  package mutating func number() throws(MessageDamage) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let octet = try byte()
      value |= UInt64(octet & 0x7F) << shift
      if octet < 0x80 { return value }
      shift += 7
      guard shift < 70 else { throw .value(position) }
    }
  }

  /// Eight octets, high octet first.
  package mutating func fixed() throws(MessageDamage) -> UInt64 {
    var value: UInt64 = 0
    for _ in 0..<8 { value = value << 8 | UInt64(try byte()) }
    return value
  }

  package mutating func signed() throws(MessageDamage) -> Int64 {
    let zigzag = try number()
    return Int64(bitPattern: zigzag >> 1) ^ -Int64(bitPattern: zigzag & 1)
  }

  /// A number of things that follow, each at least one octet long.
  package mutating func count() throws(MessageDamage) -> Int {
    let value = try number()
    guard value <= UInt64(buffer.count - position) else { throw .truncated(position) }
    return Int(value)
  }

  package mutating func text() throws(MessageDamage) -> String {
    String(decoding: try slice(), as: UTF8.self)
  }

  package mutating func optionalText() throws(MessageDamage) -> String? {
    try byte() == 0 ? nil : try text()
  }

  package mutating func bytes() throws(MessageDamage) -> [UInt8] { [UInt8](try slice()) }

  /// An enumeration's raw value in one octet.
  package mutating func value<T>(_ make: (UInt8) -> T?) throws(MessageDamage) -> T {
    let raw = try byte()
    guard let value = make(raw) else { throw .value(position - 1) }
    return value
  }

  private mutating func slice() throws(MessageDamage) -> UnsafeRawBufferPointer {
    let length = try count()
    defer { position += length }
    return UnsafeRawBufferPointer(rebasing: buffer[position..<position + length])
  }
}
