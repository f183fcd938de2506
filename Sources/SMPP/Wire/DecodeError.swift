/// A PDU whose frame is intact and whose body is not: the session answers it and goes on.
package struct DecodeError: Error, Hashable, Sendable {
  /// What is wrong with the field.
  package enum Reason: String, Hashable, Sendable {
    /// The body ends before the field does.
    case truncated
    /// No NUL within the octets that the field may have.
    case unterminated
    /// A length that runs past the end of the body.
    case lengthBeyondBody
    /// Octets behind the last field that are no TLVs.
    case trailingOctets
    /// A value that leaves the rest unreadable.
    case invalidValue
    /// A command_id of no version.
    case unknownCommand
    /// Fewer octets than a header.
    case noHeader
  }

  /// The header as read.
  package var header: Header
  /// What to answer, by the field (SMPP 5.0 §2.8.2).
  package var status: CommandStatus
  /// The field's name in the specification.
  package var field: String
  /// Where the field begins, counted from the first octet of the PDU.
  package var offset: Int
  package var reason: Reason
}

/// Bytes that are no PDU: nothing behind them can be found, so the connection ends (SMPP 3.4 §5.1.1).
package struct FramingError: Error, Hashable, Sendable {
  /// The length that cannot be.
  package var commandLength: UInt32
  /// The largest length that would have been taken at this point.
  package var maximum: Int
  /// The sequence number of the offending PDU, or 0 where it has none.
  package var sequenceNumber: UInt32

  package init(commandLength: UInt32, maximum: Int, sequenceNumber: UInt32) {
    self.commandLength = commandLength
    self.maximum = maximum
    self.sequenceNumber = sequenceNumber
  }
}
