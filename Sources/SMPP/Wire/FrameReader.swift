/// Cuts bytes in any chunking into PDUs (SMPP 3.4 §3.2).
///
/// Whole PDUs are read where they lie; only one that is split over chunks is copied. What is kept between chunks never
/// exceeds `maximum`.
package struct FrameReader: Sendable {
  /// Octets that a PDU may have before a bind.
  package static let unboundMaximum = 1_024
  /// Octets that a PDU may have after it: room for a `message_payload` of 64 KB.
  package static let boundMaximum = 71_680

  /// The largest PDU taken; a change counts from the next PDU.
  package var maximum: Int

  /// The beginning of a PDU whose rest has not come.
  private var partial: [UInt8] = []
  /// Where the unread bytes of the chunk in hand begin.
  private var position = 0
  /// Whether the next call drops the PDU that `partial` was completed to.
  private var isPartialUsed = false

  package init(maximum: Int = FrameReader.unboundMaximum) {
    self.maximum = maximum
  }

  /// Octets of the PDU that is not complete yet.
  package var pending: Int { isPartialUsed ? 0 : partial.count }

  /// Octets of the chunk in hand that have been read.
  package var consumed: Int { position }

  /// Begins a new chunk. Call `next` with the same chunk until it gives `nil`.
  @inline(__always)
  package mutating func begin() {
    position = 0
  }

  /// Hands the next complete PDU of `chunk` to `body`, or keeps the rest and returns `nil`.
  ///
  /// The memory that `body` sees is valid during the call alone. After a `FramingError` nothing more can be read.
  @inline(__always)
  package mutating func next<Output>(
    of chunk: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Output
  ) throws(FramingError) -> Output? {
    if isPartialUsed || !partial.isEmpty { return try nextFromPartial(chunk, body) }
    let rest = UnsafeRawBufferPointer(rebasing: chunk[min(position, chunk.count)...])
    guard let length = try frameLength(rest), length <= rest.count else {
      keep(rest)
      position = chunk.count
      return nil
    }
    position += length
    return body(UnsafeRawBufferPointer(rebasing: rest[..<length]))
  }

  private mutating func nextFromPartial<Output>(
    _ chunk: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Output
  ) throws(FramingError) -> Output? {
    if isPartialUsed {
      isPartialUsed = false
      // A long PDU is rare: its memory goes back, a usual one's is used again.
      partial.removeAll(keepingCapacity: partial.capacity <= 4_096)
      return try next(of: chunk, body)
    }
    take(upTo: Header.size, from: chunk)
    let checked = partial.withUnsafeBytes { bytes -> Result<Int?, FramingError> in
      do throws(FramingError) { return .success(try frameLength(bytes)) } catch { return .failure(error) }
    }
    guard let length = try checked.get() else { return nil }
    take(upTo: length, from: chunk)
    guard partial.count >= length else { return nil }
    isPartialUsed = true
    return partial.withUnsafeBytes(body)
  }

  /// The length that the header gives, or `nil` when it has not come yet.
  ///
  /// A length past the maximum waits for the sequence number, which the answer repeats; one below 16 has none.
  @inline(__always)
  private func frameLength(_ bytes: UnsafeRawBufferPointer) throws(FramingError) -> Int? {
    guard bytes.count >= 4 else { return nil }
    let length = Header.word(bytes, at: 0)
    if length < 16 { throw FramingError(commandLength: length, maximum: maximum, sequenceNumber: 0) }
    guard bytes.count >= Header.size else { return nil }
    if Int(length) > maximum {
      throw FramingError(commandLength: length, maximum: maximum, sequenceNumber: Header.word(bytes, at: 12))
    }
    return Int(length)
  }

  private mutating func keep(_ rest: UnsafeRawBufferPointer) {
    if !rest.isEmpty { partial.append(contentsOf: rest) }
  }

  private mutating func take(upTo count: Int, from chunk: UnsafeRawBufferPointer) {
    let end = min(chunk.count, position + max(0, count - partial.count))
    guard end > position else { return }
    partial.append(contentsOf: UnsafeRawBufferPointer(rebasing: chunk[position..<end]))
    position = end
  }
}
