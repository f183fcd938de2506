import Messages
import SMPP
import SMTP

/// The one table of what a client is answered when its message is not taken in.
///
/// Permanent and temporary are chosen by how clients react: Kannel repeats only RMSGQFUL, RTHROTTLED, RX_T_APPN and
/// RSYSERR and gives up on every other status.
package struct RefusalTable {
  /// One row.
  package struct Row: Sendable {
    package let status: CommandStatus
    /// In SMPP 5.0, where it has a better word.
    package let status50: CommandStatus?
    /// Reply code and enhanced code of SMTP (RFC 5321 §4.2, RFC 3463).
    package let code: Int
    package let enhanced: String
    package let words: String
  }

  package static func row(_ refusal: Refusal) -> Row {
    switch refusal {
    case .sourceInvalid: row(.invalidSourceAddress, 550, "5.1.7", "the sender is not valid")
    case .sourceNotAllowed: row(.invalidSourceAddress, 550, "5.7.1", "the account may not use this sender")
    case .destinationInvalid: row(.invalidDestinationAddress, 550, "5.1.1", "not a phone number")
    case .noRoute: row(.invalidDestinationAddress, 550, "5.1.1", "no route to this number")
    case .channelNotServed: row(.invalidServiceType, 550, "5.1.2", "no route serves this channel")
    case .messageEmpty: row(.invalidMessageLength, 554, "5.6.0", "the message is empty")
    case .messageTooLong(let limit):
      row(.invalidMessageLength, 554, "5.3.4", "the message is too long, the limit is \(limit)")
    case .textAndPayload: row(.tlvNotAllowed, 554, "5.6.0", "short_message and message_payload together")
    case .esmClassInvalid: row(.invalidEsmClass, 554, "5.6.0", "esm_class or user data header is not valid")
    case .priorityInvalid: row(.invalidPriorityFlag, 501, "5.5.4", "the priority is above 3")
    case .scheduleInvalid: row(.invalidSchedule, 501, "5.5.4", "the time of delivery is not valid or too late")
    case .validityInvalid: row(.invalidExpiry, 501, "5.5.4", "the validity is not valid or already over")
    case .dataCodingNotSupported:
      row(.submitFailed, 554, "5.6.1", "the data_coding is not supported", in50: .invalidDataCoding)
    case .binaryNotCarried:
      row(.submitFailed, 554, "5.6.1", "the provider carries no binary content", in50: .invalidDataCoding)
    case .replaceFlagInvalid: row(.invalidReplaceFlag, 501, "5.5.4", "replace_if_present_flag is neither 0 nor 1")
    case .preparedMessageUnknown: row(.invalidDefaultMessageID, 501, "5.5.4", "no such canned text")
    case .tlvMissing: row(.missingTLV, 501, "5.5.4", "a parameter is missing")
    case .tlvInvalid: row(.invalidTLVValue, 501, "5.5.4", "a parameter has no valid value")
    case .contentRefused(let reason): row(.submitFailed, 554, "5.6.0", reason)
    case .rateExceeded: row(.throttled, 450, "4.7.1", "more messages a second than the account may send")
    case .quotaExceeded: row(.submitFailed, 452, "4.3.1", "the day's quota of the account is used up")
    case .noCredit: row(.insufficientCredit, 452, "4.3.1", "no credit")
    case .queueFull: row(.messageQueueFull, 452, "4.3.1", "no room for more messages now")
    case .storeUnavailable: row(.systemError, 451, "4.3.0", "messages cannot be stored now")
    case .shuttingDown: row(.systemError, 421, "4.3.2", "the service is stopping")
    case .providerRefused(let error): row(.submitFailed, 554, "5.7.1", error.words)
    }
  }

  /// The status for a session of that version: 3.3 knows no vendor codes.
  package static func status(_ refusal: Refusal, version: InterfaceVersion) -> CommandStatus {
    let row = row(refusal)
    if version.generation >= .v50, let status = row.status50 { return status }
    if row.status == .insufficientCredit, version.generation < .v34 { return .submitFailed }
    return row.status
  }

  private static func row(
    _ status: CommandStatus, _ code: Int, _ enhanced: String, _ words: String, in50 status50: CommandStatus? = nil
  ) -> Row {
    Row(status: status, status50: status50, code: code, enhanced: enhanced, words: words)
  }
}

extension CommandStatus {
  /// No credit: the first of the numbers left to vendors (SMPP 3.4 §5.1.3); permanent, so that nobody repeats for ever.
  package static let insufficientCredit = CommandStatus(rawValue: 0x400)
}
