/// One `[[list]]`: a distribution list (SMPP 3.4 §4.5.1.1). The meaning of each property is the doc of its row.
package struct ListSettings: SettingGroup {
  package var name = ""
  package var members: [String] = []
  package var provider: String?
  package var listID: Int?
  package var accounts: [String] = []

  package init() {}

  static let section = "list"
  static let purpose =
    "A distribution list: dl_name in submit_multi, and NAME@DOMAIN in mail. It has members, or a list of the provider."
  static let settings = rows(Self.self) {
    Row("name", \.name, .text(1...20, "name"), required: true, example: "\"staff\"", "Its name.")
    Row("members", \.members, .list(.phone, 0...100_000), example: "[\"375291234567\"]", "The numbers on it.")
    Row("provider", optional: \.provider, .name, example: "\"smsby\"", "Provider that keeps the list.")
    Row(
      "list_id", optional: \.listID, .integer(0...2_147_483_647), example: "17",
      "Number of the list, or of the group, there.")
    Row("accounts", \.accounts, .list(.name, 0...10_000), example: "[\"shop\"]", "Accounts that may use it; none: all.")
  }
}
