/// The page of the documentation that lists every key.
package enum ReferencePage {
  package static var text: String {
    ([opening] + SettingTable.sections.map(section)).joined(separator: "\n")
  }

  private static let opening = """
    # Configuration

    <!-- Written from the table of settings: UPDATE_DOCS=1 scripts/test writes it again. -->

    One TOML file says everything: `passerelle serve --config FILE`. A commented file with every key is
    [`conf/passerelle.toml`](../conf/passerelle.toml); a longer one with three providers is [`conf/example.toml`](../conf/example.toml).

    ## How values are written

    | form | written as |
    | --- | --- |
    | duration | `"30s"`, `"5m"`, `"72h"`, `"30d"`, `"250ms"`, sums such as `"1h30m"`, or an integer of seconds |
    | size | `"64KiB"`, `"1MiB"` (powers of two), `"64KB"`, `"1MB"` (powers of ten), or an integer of octets |
    | secret | `"text"`, `{ env = "NAME" }` or `{ file = "path" }` (its first line); shown as `***` everywhere |
    | network | `"10.0.0.0/8"`, `"2001:db8::/32"`, or one address; bits behind the prefix must be zero |
    | address | `"127.0.0.1:2775"`, `"[::1]:2775"`, `"name:2775"`, `"*:2775"`; port 0 lets the system choose |
    | time zone | `"UTC"` or `"+03:00"`; zones with summer time are not offered, local times that exist twice cannot be read back |

    ## Faults

    The bridge refuses to start, and `passerelle check` says why, when a key is unknown, missing or set twice, when a value has the
    wrong type or is out of its range, or when settings contradict each other. Every fault is told at once, in the order of the lines:

    ```
    passerelle.toml:12: smtp.max_mesage: unknown key, did you mean max_message?
    passerelle.toml:31: account[0].max_binds: 0 is out of range, 1 to 10000
    ```

    A missing key carries the line of its table. Elements of arrays count from 0. What may be meant so but deserves a look is a
    warning in the same form; the bridge starts all the same.

    ## Reload

    On SIGHUP the file is read again. A file with faults changes nothing. Keys marked *live* take effect without dropping a session;
    those marked *restart* keep their value until the process is started again, and the log names them.

    """

  private static func section(_ section: SettingSection) -> String {
    let header = section.isRepeated ? "[[\(section.name)]]" : "[\(section.name)]"
    let table = ["| key | meaning | values | default | change |", "| --- | --- | --- | --- | --- |"]
    return (["## `\(header)`", "", section.purpose, ""] + table + section.settings.map(row)).joined(separator: "\n")
      + "\n"
  }

  private static func row(_ reference: SettingReference) -> String {
    let risk = reference.risk.map { " *Risk: \($0)*" } ?? ""
    let values = reference.allowed.isEmpty ? reference.type : "\(reference.type): \(reference.allowed)"
    let standard: String =
      if reference.isRequired { "required" } else { reference.defaultText.map { "`\($0)`" } ?? "unset" }
    let shown = (reference.isShownByExample ? reference.example : nil).map { ", e.g. `\($0)`" } ?? ""
    let since = reference.since == "0.1" ? "" : " Since \(reference.since)."
    let cells = [
      "`\(reference.key)`", reference.doc + risk + since, values, standard + shown, reference.reload.rawValue,
    ]
    return "| " + cells.map(escaped).joined(separator: " | ") + " |"
  }

  private static func escaped(_ cell: String) -> String {
    cell.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
