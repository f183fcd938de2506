/// PDUs in words: header, fields and TLVs with their offsets, statuses by the names of the specification.
package struct PDUDescription: Hashable, Sendable {
  /// `nil` when there are fewer than 16 octets.
  package var header: Header?
  /// The fields up to the end or the error.
  package var fields: [TracedField]
  /// Why the reading stopped.
  package var error: DecodeError?
  /// Octets behind the PDU, or missing when negative.
  package var surplus: Int

  /// Reads one PDU from the beginning of `bytes`.
  package init(_ bytes: [UInt8]) {
    let read = bytes.withUnsafeBytes { buffer -> (Header?, [TracedField], DecodeError?, Int) in
      guard let header = Header(buffer) else { return (nil, [], nil, buffer.count - Header.size) }
      let length = Int(header.commandLength)
      let end = min(max(length, Header.size), buffer.count)
      var reader = FieldReader(UnsafeRawBufferPointer(rebasing: buffer[..<end]), header: header, tracing: true)
      do throws(DecodeError) {
        _ = try PDU(&reader)
        return (header, reader.trace ?? [], nil, buffer.count - length)
      } catch {
        return (header, reader.trace ?? [], error, buffer.count - length)
      }
    }
    (header, fields, error, surplus) = read
  }

  /// All PDUs in `bytes`, one behind the other.
  package static func describe(_ bytes: [UInt8]) -> String {
    var rest = bytes[...]
    var parts: [String] = []
    repeat {
      let description = PDUDescription(Array(rest))
      parts.append(description.text)
      guard let header = description.header, description.surplus > 0, header.commandLength >= 16 else { break }
      rest = rest.dropFirst(Int(header.commandLength))
    } while !rest.isEmpty
    return parts.joined(separator: "\n\n")
  }

  /// Every field in words; empty without a whole header.
  package var rows: [(offset: Int, name: String, value: String)] {
    guard let header else { return [] }
    let status = header.commandStatus
    var rows = [
      (0, "command_length", String(header.commandLength)),
      (4, "command_id", "\(hexadecimal(header.commandID.rawValue, digits: 8)) \(header.commandID.name)"),
      (8, "command_status", "\(hexadecimal(status.rawValue, digits: 8)) \(status.name)"),
      (12, "sequence_number", String(header.sequenceNumber)),
    ]
    rows += fields.map { ($0.offset, $0.name, Self.explained($0)) }
    if let error {
      rows.append((error.offset, error.field, "unreadable: \(error.reason.rawValue), \(error.status.name)"))
    }
    return rows.map { (offset: $0.0, name: $0.1, value: $0.2) }
  }

  /// One line a field: offset, name, value.
  package var text: String {
    guard let header else { return "incomplete: \(surplus + Header.size) of the 16 octets of a header" }
    var lines = rows.map { Self.line($0.offset, $0.name, $0.value) }
    if header.commandLength < 16 { lines.append("command_length is below 16: no PDU can be found behind this one") }
    if surplus < 0 { lines.append("incomplete: \(-surplus) octets are missing") }
    return lines.joined(separator: "\n")
  }

  private static func line(_ offset: Int, _ name: String, _ value: String) -> String {
    let number = String(offset)
    let columns = String(repeating: " ", count: max(0, 5 - number.utf8.count)) + number + "  " + name
    return columns + String(repeating: " ", count: max(1, 34 - columns.utf8.count)) + value
  }

  /// The number and, for fields that are codes, what it means.
  private static func explained(_ field: TracedField) -> String {
    guard let number = UInt32(field.value) else { return field.value }
    let octet = UInt8(clamping: number)
    switch field.name {
    case "source_addr_ton", "dest_addr_ton", "addr_ton", "esme_addr_ton":
      return "\(number) \(TypeOfNumber(rawValue: octet).name)"
    case "source_addr_npi", "dest_addr_npi", "addr_npi", "esme_addr_npi":
      return "\(number) \(NumberingPlan(rawValue: octet).name)"
    case "esm_class": return "\(hexadecimal(octet, digits: 2)) \(EsmClass(rawValue: octet).name)"
    case "registered_delivery": return "\(hexadecimal(octet, digits: 2)) \(RegisteredDelivery(rawValue: octet).name)"
    case "interface_version": return "\(hexadecimal(octet, digits: 2))"
    case "data_coding": return "\(hexadecimal(octet, digits: 2))"
    case "message_state": return "\(number) \(MessageState(rawValue: octet).name)"
    case "error_status_code":
      return "\(hexadecimal(number, digits: 8)) \(CommandStatus(rawValue: number).name)"
    default: return field.value
    }
  }
}
