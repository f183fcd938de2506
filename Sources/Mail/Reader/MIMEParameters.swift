/// Parameters of a MIME field, with the continuations and charsets of RFC 2231 put together. At most 64 segments are read.
package struct MIMEParameters: Equatable, Sendable {
  /// Segments of one field that are looked at.
  package static let limit = 64

  private struct Segment: Equatable {
    var name: String
    var index: Int
    var isEncoded: Bool
    var value: [UInt8]
  }

  private var values: [String: [UInt8]] = [:]
  private var charsets: [String: String] = [:]

  /// No parameters.
  package init() {}

  /// Reads `; name=value` pairs up to the end of the field.
  init(from scanner: inout MIMEScanner) {
    var segments: [Segment] = []
    while segments.count < Self.limit, scanner.nextParameter() {
      guard let name = scanner.token(), scanner.skip(ASCII.equals) else { continue }
      segments.append(Self.segment(name, scanner.value()))
    }
    assemble(segments)
  }

  /// The octets of a parameter; names are given in lower case.
  package subscript(name: String) -> [UInt8]? { values[name] }

  /// A parameter as text: RFC 2231 charset, or RFC 2047 words, which RFC 2231 forbids there and everybody sends.
  package func text(_ name: String) -> String? {
    guard let bytes = values[name] else { return nil }
    if let charset = charsets[name] { return Charset.decode(bytes, label: charset).text }
    return EncodedWords.decode(bytes)
  }

  /// `name`, `name*`, `name*1` and `name*1*` (RFC 2231 §3, §4.1).
  private static func segment(_ name: ArraySlice<UInt8>, _ value: [UInt8]) -> Segment {
    let isEncoded = name.last == 0x2A
    let pieces = name.split(separator: 0x2A)
    let index = pieces.count > 1 ? ASCII.number(pieces[1]) ?? 0 : 0
    return Segment(
      name: ASCII.lowercased(pieces.first ?? name), index: index, isEncoded: isEncoded, value: value)
  }

  private mutating func assemble(_ segments: [Segment]) {
    for (name, group) in Dictionary(grouping: segments, by: \.name) {
      var expected = 0
      for segment in group.sorted(by: { $0.index < $1.index }) where segment.index == expected {
        append(segment, to: name)
        expected += 1
      }
    }
  }

  private mutating func append(_ segment: Segment, to name: String) {
    var value = segment.value
    if segment.isEncoded {
      if segment.index == 0 { value = takeCharset(value, for: name) }
      value = Self.percentDecoded(value)
    }
    values[name, default: []] += value
  }

  /// Splits `charset'language'text`; without two apostrophes all of it is the text.
  private mutating func takeCharset(_ value: [UInt8], for name: String) -> [UInt8] {
    let pieces = value.split(separator: 0x27, maxSplits: 2, omittingEmptySubsequences: false)
    guard pieces.count == 3 else { return value }
    if !pieces[0].isEmpty { charsets[name] = ASCII.lowercased(pieces[0]) }
    return Array(pieces[2])
  }

  static func percentDecoded(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let input = Array(bytes)
    var result: [UInt8] = []
    var index = 0
    while index < input.count {
      if input[index] == 0x25, index + 2 < input.count,
        let high = ASCII.hex(input[index + 1]), let low = ASCII.hex(input[index + 2])
      {
        result.append(high << 4 | low)
        index += 3
      } else {
        result.append(input[index])
        index += 1
      }
    }
    return result
  }
}
