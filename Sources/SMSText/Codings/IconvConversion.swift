import Glibc

/// One conversion of the C library between a character set and UTF-8.
///
/// Opening one costs about 0.2 µs, so none is kept.
struct IconvConversion: ~Copyable {
  private let descriptor: iconv_t

  /// Nil when the C library does not know the pair.
  init?(from source: String, to target: String) {
    guard let descriptor = iconv_open(target, source), descriptor != iconv_t(bitPattern: -1) else { return nil }
    self.descriptor = descriptor
  }

  deinit { iconv_close(descriptor) }

  /// The text of octets in a character set, U+FFFD for every octet that has no meaning there, and how many those were.
  static func decode(_ octets: [UInt8], from characterSet: String) -> (text: String, losses: Int) {
    guard let conversion = IconvConversion(from: characterSet, to: "UTF-8") else {
      return (String(repeating: "\u{FFFD}", count: octets.count), octets.count)
    }
    let result = conversion.convert(octets, skippingWith: [0xEF, 0xBF, 0xBD])
    return (String(decoding: result.output, as: UTF8.self), result.losses)
  }

  /// The octets of a text in a character set, nil when it does not have all the characters.
  static func encode(_ text: String, to characterSet: String) -> [UInt8]? {
    guard let conversion = IconvConversion(from: "UTF-8", to: characterSet) else { return nil }
    let result = conversion.convert(Array(text.utf8), skippingWith: [])
    return result.losses == 0 ? result.output : nil
  }

  /// Converts all input; what the converter refuses is passed over octet by octet, each leaving `mark` behind.
  private borrowing func convert(_ input: [UInt8], skippingWith mark: [UInt8]) -> (output: [UInt8], losses: Int) {
    var input = input
    var output: [UInt8] = []
    var losses = 0
    input.withUnsafeMutableBytes { source in
      guard let base = source.baseAddress else { return }
      var next: UnsafeMutablePointer<CChar>? = base.assumingMemoryBound(to: CChar.self)
      var left = source.count
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { block in
        while left > 0 {
          var target: UnsafeMutablePointer<CChar>? = block.baseAddress
          var room = block.count
          let outcome = iconv(descriptor, &next, &left, &target, &room)
          let reason = errno
          output.append(contentsOf: UnsafeRawBufferPointer(block)[..<(block.count - room)])
          guard outcome == -1 else { continue }
          if reason == E2BIG { continue }
          // EILSEQ or, at the end of the input, EINVAL.
          output.append(contentsOf: mark)
          losses += 1
          next = next?.advanced(by: 1)
          left -= 1
        }
        // A stateful set (ISO-2022) may owe a return to its first state.
        var target: UnsafeMutablePointer<CChar>? = block.baseAddress
        var room = block.count
        _ = iconv(descriptor, nil, nil, &target, &room)
        output.append(contentsOf: UnsafeRawBufferPointer(block)[..<(block.count - room)])
      }
    }
    return (output, losses)
  }
}
