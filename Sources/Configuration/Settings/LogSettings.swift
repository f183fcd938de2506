/// `[log]`: lines on standard error. The meaning of each property is the doc of its row.
package struct LogSettings: SettingGroup {
  package var level = LogLevel.info
  package var format = LogFormat.logfmt
  package var maskNumbers = true
  package var maskTexts = true
  package var audit: String?
  package var rejectedKept = 1000

  package init() {}

  static let section = "log"
  static let purpose = "What is written to standard error. Secrets never are."
  static let settings = rows(Self.self) {
    Row("level", \.level, .choice, "Down to which weight lines are written.")
    Row("format", \.format, .choice, "\"logfmt\" (key=value) or \"json\".")
    Row(
      "mask_numbers", \.maskNumbers, .flag, risk: "Phone numbers are personal data.",
      "Whether the middle digits of phone numbers are hidden.")
    Row("mask_texts", \.maskTexts, .flag, risk: "Texts hold passwords and codes.", "Whether texts are left out.")
    Row(
      "audit", optional: \.audit, .text(1...1024), reload: .restart, example: "\"audit.log\"",
      "File, relative to bridge.data, for what operators do; unset: standard error.")
    Row(
      "rejected_kept", \.rejectedKept, .integer(0...100_000), reload: .restart,
      "Refused PDUs and mails kept in memory for the console.")
  }
}
