/// What makes concatenated parts belong together (3GPP TS 23.040 §9.2.3.24.1; SMPP 3.4 §5.3.2.22).
/// Accounts never mix.
package struct PartKey: Hashable, Sendable {
  package var account: String
  package var source: String
  package var destination: String
  /// 8 or 16 for the width of a user data header's reference, 0 for `sar_msg_ref_num`.
  package var width: UInt8
  package var reference: UInt16
  package var total: UInt8

  package init(
    account: String, source: String, destination: String, width: UInt8, reference: UInt16, total: UInt8
  ) {
    self.account = account
    self.source = source
    self.destination = destination
    self.width = width
    self.reference = reference
    self.total = total
  }
}
