/// The message class (3GPP TS 23.038 §4): where the phone puts the message.
package enum MessageClass: UInt8, Sendable, Hashable, CaseIterable {
  /// Class 0: shown at once, not kept.
  case flash = 0
  /// Class 1: kept in the phone.
  case phone = 1
  /// Class 2: kept on the SIM.
  case sim = 2
  /// Class 3: handed to the terminal equipment.
  case terminal = 3
}
