/// The outcome that a response carries in its third header word (SMPP 3.4 §5.1.3, 5.0 §4.7.6).
///
/// Reserved and vendor values (0x400-0x4FF) are kept as numbers.
package struct CommandStatus: RawRepresentable, Hashable, Sendable {
  /// The number on the wire.
  package let rawValue: UInt32

  /// Takes any number, known or not.
  @inline(__always)
  package init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  private init(_ rawValue: UInt32) {
    self.rawValue = rawValue
  }

  package static let ok = CommandStatus(0x00)
  package static let invalidMessageLength = CommandStatus(0x01)
  package static let invalidCommandLength = CommandStatus(0x02)
  package static let invalidCommandID = CommandStatus(0x03)
  package static let incorrectBindStatus = CommandStatus(0x04)
  package static let alreadyBound = CommandStatus(0x05)
  package static let invalidPriorityFlag = CommandStatus(0x06)
  package static let invalidRegisteredDelivery = CommandStatus(0x07)
  package static let systemError = CommandStatus(0x08)
  package static let invalidSourceAddress = CommandStatus(0x0A)
  package static let invalidDestinationAddress = CommandStatus(0x0B)
  package static let invalidMessageID = CommandStatus(0x0C)
  package static let bindFailed = CommandStatus(0x0D)
  package static let invalidPassword = CommandStatus(0x0E)
  package static let invalidSystemID = CommandStatus(0x0F)
  package static let cancelFailed = CommandStatus(0x11)
  package static let replaceFailed = CommandStatus(0x13)
  package static let messageQueueFull = CommandStatus(0x14)
  package static let invalidServiceType = CommandStatus(0x15)
  package static let invalidNumberOfDestinations = CommandStatus(0x33)
  package static let invalidDistributionListName = CommandStatus(0x34)
  package static let invalidDestinationFlag = CommandStatus(0x40)
  package static let invalidSubmitWithReplace = CommandStatus(0x42)
  package static let invalidEsmClass = CommandStatus(0x43)
  package static let cannotSubmitToDistributionList = CommandStatus(0x44)
  package static let submitFailed = CommandStatus(0x45)
  package static let invalidSourceTON = CommandStatus(0x48)
  package static let invalidSourceNPI = CommandStatus(0x49)
  package static let invalidDestinationTON = CommandStatus(0x50)
  package static let invalidDestinationNPI = CommandStatus(0x51)
  package static let invalidSystemType = CommandStatus(0x53)
  package static let invalidReplaceFlag = CommandStatus(0x54)
  package static let invalidNumberOfMessages = CommandStatus(0x55)
  package static let throttled = CommandStatus(0x58)
  package static let invalidSchedule = CommandStatus(0x61)
  package static let invalidExpiry = CommandStatus(0x62)
  package static let invalidDefaultMessageID = CommandStatus(0x63)
  package static let receiverTemporaryError = CommandStatus(0x64)
  package static let receiverPermanentError = CommandStatus(0x65)
  package static let receiverRejectMessage = CommandStatus(0x66)
  package static let queryFailed = CommandStatus(0x67)
  package static let invalidTLVStream = CommandStatus(0xC0)
  package static let tlvNotAllowed = CommandStatus(0xC1)
  package static let invalidTLVLength = CommandStatus(0xC2)
  package static let missingTLV = CommandStatus(0xC3)
  package static let invalidTLVValue = CommandStatus(0xC4)
  package static let deliveryFailure = CommandStatus(0xFE)
  package static let unknownError = CommandStatus(0xFF)
  package static let serviceTypeUnauthorised = CommandStatus(0x100)
  package static let prohibited = CommandStatus(0x101)
  package static let serviceTypeUnavailable = CommandStatus(0x102)
  package static let serviceTypeDenied = CommandStatus(0x103)
  package static let invalidDataCoding = CommandStatus(0x104)
  package static let invalidSourceAddressSubunit = CommandStatus(0x105)
  package static let invalidDestinationAddressSubunit = CommandStatus(0x106)
  package static let broadcastFailed = CommandStatus(0x10D)
  package static let broadcastQueryFailed = CommandStatus(0x10E)
  package static let broadcastCancelFailed = CommandStatus(0x10F)

  /// The specification's name (`ESME_RTHROTTLED`), or `nil` for a number that no version defines.
  package var specificationName: String? { Self.names[rawValue] }

  /// The specification's name, or the number in hexadecimal.
  package var name: String { specificationName ?? hexadecimal(rawValue, digits: 8) }

  /// Finds a status by its name, with or without `ESME_`, or by the name that 3.4 gave it.
  package init?(named name: String) {
    let wanted = name.hasPrefix("ESME_") ? name : "ESME_" + name
    if let row = Self.names.first(where: { $0.value == wanted }) {
      self.init(row.key)
    } else if let value = Self.formerNames[wanted] {
      self.init(value)
    } else {
      return nil
    }
  }

  /// Whether the value lies in the range that the specification leaves to vendors.
  package var isVendorSpecific: Bool { (0x400...0x4FF).contains(rawValue) }

  /// What a session of `version` may be told: a status of 5.0 becomes the nearest one that older versions know.
  package func downgraded(for version: InterfaceVersion) -> CommandStatus {
    guard version.generation < .v50 else { return self }
    switch self {
    case .invalidDataCoding, .prohibited, .invalidSourceAddressSubunit, .invalidDestinationAddressSubunit:
      return .submitFailed
    case .serviceTypeUnauthorised, .serviceTypeUnavailable, .serviceTypeDenied: return .invalidServiceType
    default: return self
    }
  }

  /// Every status of SMPP 3.4 §5.1.3 and 5.0 table 4-45, under the names of 5.0.
  package static let names: [UInt32: String] = [
    0x00: "ESME_ROK", 0x01: "ESME_RINVMSGLEN", 0x02: "ESME_RINVCMDLEN", 0x03: "ESME_RINVCMDID",
    0x04: "ESME_RINVBNDSTS", 0x05: "ESME_RALYBND", 0x06: "ESME_RINVPRTFLG", 0x07: "ESME_RINVREGDLVFLG",
    0x08: "ESME_RSYSERR", 0x0A: "ESME_RINVSRCADR", 0x0B: "ESME_RINVDSTADR", 0x0C: "ESME_RINVMSGID",
    0x0D: "ESME_RBINDFAIL", 0x0E: "ESME_RINVPASWD", 0x0F: "ESME_RINVSYSID", 0x11: "ESME_RCANCELFAIL",
    0x13: "ESME_RREPLACEFAIL", 0x14: "ESME_RMSGQFUL", 0x15: "ESME_RINVSERTYP", 0x33: "ESME_RINVNUMDESTS",
    0x34: "ESME_RINVDLNAME", 0x40: "ESME_RINVDESTFLAG", 0x42: "ESME_RINVSUBREP", 0x43: "ESME_RINVESMCLASS",
    0x44: "ESME_RCNTSUBDL", 0x45: "ESME_RSUBMITFAIL", 0x48: "ESME_RINVSRCTON", 0x49: "ESME_RINVSRCNPI",
    0x50: "ESME_RINVDSTTON", 0x51: "ESME_RINVDSTNPI", 0x53: "ESME_RINVSYSTYP", 0x54: "ESME_RINVREPFLAG",
    0x55: "ESME_RINVNUMMSGS", 0x58: "ESME_RTHROTTLED", 0x61: "ESME_RINVSCHED", 0x62: "ESME_RINVEXPIRY",
    0x63: "ESME_RINVDFTMSGID", 0x64: "ESME_RX_T_APPN", 0x65: "ESME_RX_P_APPN", 0x66: "ESME_RX_R_APPN",
    0x67: "ESME_RQUERYFAIL", 0xC0: "ESME_RINVTLVSTREAM", 0xC1: "ESME_RTLVNOTALLWD", 0xC2: "ESME_RINVTLVLEN",
    0xC3: "ESME_RMISSINGTLV", 0xC4: "ESME_RINVTLVVAL", 0xFE: "ESME_RDELIVERYFAILURE", 0xFF: "ESME_RUNKNOWNERR",
    0x100: "ESME_RSERTYPUNAUTH", 0x101: "ESME_RPROHIBITED", 0x102: "ESME_RSERTYPUNAVAIL",
    0x103: "ESME_RSERTYPDENIED", 0x104: "ESME_RINVDCS", 0x105: "ESME_RINVSRCADDRSUBUNIT",
    0x106: "ESME_RINVDSTADDRSUBUNIT", 0x107: "ESME_RINVBCASTFREQINT", 0x108: "ESME_RINVBCASTALIAS_NAME",
    0x109: "ESME_RINVBCASTAREAFMT", 0x10A: "ESME_RINVNUMBCAST_AREAS", 0x10B: "ESME_RINVBCASTCNTTYPE",
    0x10C: "ESME_RINVBCASTMSGCLASS", 0x10D: "ESME_RBCASTFAIL", 0x10E: "ESME_RBCASTQUERYFAIL",
    0x10F: "ESME_RBCASTCANCELFAIL", 0x110: "ESME_RINVBCAST_REP", 0x111: "ESME_RINVBCASTSRVGRP",
    0x112: "ESME_RINVBCASTCHANIND",
  ]

  /// Names of 3.4 that 5.0 replaced.
  private static let formerNames: [String: UInt32] = [
    "ESME_RINVOPTPARSTREAM": 0xC0, "ESME_ROPTPARNOTALLWD": 0xC1, "ESME_RINVPARLEN": 0xC2,
    "ESME_RMISSINGOPTPARAM": 0xC3, "ESME_RINVOPTPARAMVAL": 0xC4,
  ]
}
