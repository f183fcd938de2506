import Glibc

/// glibc's iconv, one conversion at a time: opening costs less than keeping descriptors would.
enum IconvDecoder {
  /// UTF-8 for the octets, U+FFFD for each octet that cannot be read; `nil` where iconv does not know the charset.
  static func utf8(from charset: String, _ bytes: [UInt8]) -> (utf8: [UInt8], replaced: Int)? {
    let descriptor = iconv_open("UTF-8", charset)
    // POSIX: (iconv_t)-1 is the failure, never a valid descriptor.
    guard let descriptor, Int(bitPattern: descriptor) != -1 else { return nil }
    defer { iconv_close(descriptor) }
    var input = bytes
    return input.withUnsafeMutableBytes { convert(descriptor, $0) }
  }

  private static func convert(
    _ descriptor: iconv_t, _ input: UnsafeMutableRawBufferPointer
  ) -> (utf8: [UInt8], replaced: Int) {
    var result: [UInt8] = []
    result.reserveCapacity(input.count &* 2)
    var replaced = 0
    var source = input.baseAddress?.assumingMemoryBound(to: CChar.self)
    var left = input.count
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { room in
      while left > 0 {
        var target = room.baseAddress
        var space = room.count
        let outcome = iconv(descriptor, &source, &left, &target, &space)
        let reason = errno
        result += UnsafeRawBufferPointer(room).prefix(room.count - space)
        if outcome != -1 { break }
        if reason == E2BIG { continue }
        // EILSEQ or EINVAL: this octet cannot be read, the next one may be.
        result += [0xEF, 0xBF, 0xBD]
        replaced += 1
        source = source?.advanced(by: 1)
        left -= 1
        _ = iconv(descriptor, nil, nil, nil, nil)
      }
      var target = room.baseAddress
      var space = room.count
      // Stateful charsets may hold back a last character until they are told that the text is over.
      _ = iconv(descriptor, nil, nil, &target, &space)
      result += UnsafeRawBufferPointer(room).prefix(room.count - space)
    }
    return (result, replaced)
  }
}
