/// One `[[text]]`: a canned text for `sm_default_msg_id` (SMPP 3.4 §5.2.20). The meaning of each property is the doc of its row.
package struct TextSettings: SettingGroup {
  package var id = 0
  package var text = ""
  package var provider: String?
  package var messageID: Int?
  package var accounts: [String] = []

  package init() {}

  static let section = "text"
  static let purpose = "A canned text that a client names by sm_default_msg_id instead of sending it."
  static let settings = rows(Self.self) {
    Row("id", \.id, .integer(1...254), required: true, example: "1", "Its number; 0 and 255 are reserved.")
    Row("text", \.text, .text(1...4096), required: true, example: "\"Your order is ready.\"", "The text.")
    Row(
      "provider", optional: \.provider, .name, example: "\"smsby\"",
      "Provider (sms.by) that has the text prepared; others get the text.")
    Row(
      "message_id", optional: \.messageID, .integer(0...2_147_483_647), example: "2604834",
      "Number of the prepared text there.")
    Row("accounts", \.accounts, .list(.name, 0...10_000), example: "[\"shop\"]", "Accounts that may use it; none: all.")
  }
}
