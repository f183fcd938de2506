import SMPP
import Testing

@Suite struct FrameReaderTests {
  /// Feeds the bytes in chunks of `size` and returns the frames.
  private func frames(
    _ bytes: [UInt8], size: Int, maximum: Int = FrameReader.boundMaximum
  ) throws(FramingError) -> (frames: [[UInt8]], pending: Int) {
    var reader = FrameReader(maximum: maximum)
    var found: [[UInt8]] = []
    var start = 0
    while start < bytes.count {
      let chunk = Array(bytes[start..<min(start + size, bytes.count)])
      let result = chunk.withUnsafeBytes { buffer -> Result<Void, FramingError> in
        reader.begin()
        do throws(FramingError) {
          while let frame = try reader.next(of: buffer, { [UInt8]($0) }) { found.append(frame) }
          return .success(())
        } catch {
          return .failure(error)
        }
      }
      try result.get()
      start += size
    }
    return (found, reader.pending)
  }

  @Test func anyChunkingGivesTheSameFrames() throws {
    let small = PDUInstances.all.map { $0.encoded(sequence: 3) }.filter { $0.count < 3_000 }
    let stream = Array(small.joined()) + [0, 0, 0, 99, 1]
    for size in [1, 2, 3, 7, 15, 16, 17, 64, 1_000, stream.count] {
      let (found, pending) = try frames(stream, size: size)
      #expect(found == small)
      #expect(pending == 5)
    }
  }

  @Test(arguments: [1, 5, 16, 1_000_000])
  func theLargestPDUIsTakenAndOneOctetMoreIsNot(size: Int) throws {
    let fits = frame(.submitSM, [UInt8](repeating: 7, count: 1_024 - 16))
    #expect(try frames(fits, size: size, maximum: 1_024).frames == [fits])
    let over = frame(.submitSM, [UInt8](repeating: 7, count: 1_025 - 16), sequence: 77)
    let error = #expect(throws: FramingError.self) { try frames(over, size: size, maximum: 1_024) }
    #expect(error == FramingError(commandLength: 1_025, maximum: 1_024, sequenceNumber: 77))
  }

  @Test(arguments: [0, 1, 15] as [UInt8], [1, 100])
  func aLengthBelowAHeaderIsAnError(length: UInt8, size: Int) {
    let bytes: [UInt8] = [0, 0, 0, length] + [UInt8](repeating: 1, count: 20)
    let error = #expect(throws: FramingError.self) { try frames(bytes, size: size) }
    #expect(error == FramingError(commandLength: UInt32(length), maximum: 71_680, sequenceNumber: 0))
  }

  @Test func aHugeLengthDoesNotMakeTheReaderKeepBytes() {
    let bytes: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF] + [UInt8](repeating: 1, count: 12)
    let error = #expect(throws: FramingError.self) { try frames(bytes, size: 1) }
    #expect(error?.commandLength == 0xFFFF_FFFF)
    #expect(error?.sequenceNumber == 0x0101_0101)
  }
}
