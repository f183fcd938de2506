/// Reads the fields of one PDU in order.
///
/// Every octet is reached through the bounds checks of this type. Where the PDU is a response the reading is lenient:
/// what is missing is empty, because a response must never be answered with an error.
package struct FieldReader {
  private let bytes: UnsafeRawBufferPointer
  /// The header of the PDU.
  let header: Header
  /// Where the next field begins, counted from the first octet of the PDU.
  private(set) var offset = Header.size
  private let isLenient: Bool
  /// What was read, for a description in words; `nil` when nobody asked.
  var trace: [TracedField]?

  /// Reads the body behind `header`; `bytes` is the whole PDU.
  init(_ bytes: UnsafeRawBufferPointer, header: Header, tracing: Bool = false) {
    self.bytes = bytes
    self.header = header
    isLenient = header.commandID.isResponse
    trace = tracing ? [] : nil
  }

  /// Octets not read yet.
  @inline(__always)
  var remaining: Int { bytes.count - offset }

  private func failure(_ field: Field, _ reason: DecodeError.Reason, at place: Int) -> DecodeError {
    DecodeError(header: header, status: field.status, field: "\(field.name)", offset: place, reason: reason)
  }

  /// An error at the field that was just read.
  func invalid(_ field: Field) -> DecodeError { failure(field, .invalidValue, at: max(Header.size, offset - 1)) }

  private mutating func record(_ field: Field, _ start: Int, _ value: @autoclosure () -> String) {
    guard trace != nil else { return }
    trace?.append(TracedField(offset: start, length: offset - start, name: "\(field.name)", value: value()))
  }

  /// One octet.
  @inline(__always)
  mutating func uint8(_ field: Field) throws(DecodeError) -> UInt8 {
    guard offset < bytes.count else {
      if isLenient { return 0 }
      throw failure(field, .truncated, at: offset)
    }
    let value = bytes[offset]
    offset += 1
    if trace != nil { record(field, offset - 1, String(value)) }
    return value
  }

  /// Four octets, big-endian.
  mutating func uint32(_ field: Field) throws(DecodeError) -> UInt32 {
    guard remaining >= 4 else {
      if isLenient { return 0 }
      throw failure(field, .truncated, at: offset)
    }
    let value = Header.word(bytes, at: offset)
    offset += 4
    record(field, offset - 4, String(value))
    return value
  }

  /// A C-octet string without its NUL.
  mutating func cString(_ field: Field) throws(DecodeError) -> String {
    let start = offset
    let limit = min(remaining, field.accepted)
    var union: UInt8 = 0
    var count = 0
    while count < limit {
      let byte = bytes[start &+ count]
      if byte == 0 { break }
      union |= byte
      count &+= 1
    }
    let isTerminated = count < limit
    if !isTerminated, !isLenient {
      throw failure(field, limit < field.accepted ? .truncated : .unterminated, at: start)
    }
    offset = start + count + (isTerminated ? 1 : 0)
    let text = string(start, min(count, field.accepted - 1), isASCII: union < 0x80)
    if trace != nil { record(field, start, "\"\(text)\"") }
    return text
  }

  @inline(__always)
  private func string(_ start: Int, _ count: Int, isASCII: Bool) -> String {
    if count == 0 { return "" }
    let slice = UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])
    guard isASCII else { return WireText.string(slice) }
    // The generic initializer is slower for a raw buffer than for one of octets.
    return slice.withMemoryRebound(to: UInt8.self) { String(decoding: $0, as: UTF8.self) }
  }

  /// So many octets.
  mutating func octets(_ count: Int, _ field: Field) throws(DecodeError) -> [UInt8] {
    guard count <= remaining || isLenient else { throw failure(field, .lengthBeyondBody, at: offset) }
    let start = offset
    offset += min(count, remaining)
    if start == offset { return [] }
    let value = [UInt8](UnsafeRawBufferPointer(rebasing: bytes[start..<offset]))
    if trace != nil { record(field, start, hexadecimal(value)) }
    return value
  }

  /// `sm_length` and `short_message`.
  @inline(__always)
  mutating func shortMessage() throws(DecodeError) -> [UInt8] {
    let length = try uint8(.smLength)
    return try octets(Int(length), .shortMessage)
  }

  /// Type of number, numbering plan and address of the source.
  mutating func source(_ field: Field = .sourceAddr) throws(DecodeError) -> SMEAddress {
    try address(.sourceAddrTON, .sourceAddrNPI, field)
  }

  /// Type of number, numbering plan and address of the destination.
  mutating func destination(_ field: Field = .destinationAddr) throws(DecodeError) -> SMEAddress {
    try address(.destAddrTON, .destAddrNPI, field)
  }

  /// Type of number, numbering plan and address.
  @inline(__always)
  mutating func address(_ ton: Field, _ npi: Field, _ field: Field) throws(DecodeError) -> SMEAddress {
    let ton = TypeOfNumber(rawValue: try uint8(ton))
    let npi = NumberingPlan(rawValue: try uint8(npi))
    return SMEAddress(try cString(field), ton: ton, npi: npi)
  }

  /// The rest of the PDU as optional parameters (SMPP 3.4 §3.2.4). One to three NULs at the end are ignored, and one NUL
  /// in front when the rest makes no sense with it: clients count a NUL into the body that `sm_length` leaves out.
  @inline(__always)
  mutating func tlvs() throws(DecodeError) -> TLVList {
    if remaining == 0 { return TLVList() }
    let start = offset
    do {
      return try presentTLVs()
    } catch {
      guard bytes[start] == 0, let list = tlvsBehindNUL(at: start) else { throw error }
      return list
    }
  }

  private mutating func tlvsBehindNUL(at start: Int) -> TLVList? {
    offset = start + 1
    trace?.removeAll { $0.offset >= start }
    return try? presentTLVs()
  }

  private mutating func presentTLVs() throws(DecodeError) -> TLVList {
    var list = TLVList()
    while remaining > 0 {
      let start = offset
      guard remaining >= 4 else {
        if isLenient || bytes[start...].allSatisfy({ $0 == 0 }) { break }
        throw failure(.tlvs, .trailingOctets, at: start)
      }
      let words = Header.word(bytes, at: start)
      let length = Int(words & 0xFFFF)
      guard length <= remaining - 4 else {
        if isLenient { break }
        throw failure(.tlvs, .lengthBeyondBody, at: start)
      }
      offset = start + 4 + length
      let tlv = TLV(
        TLVTag(rawValue: UInt16(words >> 16)), [UInt8](UnsafeRawBufferPointer(rebasing: bytes[start + 4..<offset])))
      list.items.append(tlv)
      trace?.append(TracedField(offset: start, length: offset - start, tlv: tlv))
    }
    return list
  }
}
