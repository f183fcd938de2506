/// passerelle.toml(5), written from the table of settings.
package enum ReferenceManual {
  package static func text(release: (version: String, date: String)) -> String {
    var page = ManualPage("PASSERELLE.TOML", section: 5, release: release, title: "Passerelle")
    page.heading("NAME")
    page.paragraph("passerelle.toml \\- configuration of the bridge passerelle(1)", isMarkup: true)
    page.heading("DESCRIPTION")
    page.paragraph(
      "One TOML file says everything. `passerelle check` tells every fault of it at once, as FILE:LINE: KEY: REASON, or shows the"
        + " settings in force. On SIGHUP the running bridge reads it again: keys marked live take effect without"
        + " dropping a session, those marked restart wait for the next start, and a file with faults changes nothing.")
    page.heading("VALUES")
    page.entry("duration", "\"30s\", \"5m\", \"72h\", \"30d\", \"250ms\", sums such as \"1h30m\", or seconds.")
    page.entry("size", "\"64KiB\", \"1MiB\" (powers of two), \"64KB\", \"1MB\" (powers of ten), or octets.")
    page.entry("secret", "\"text\", { env = \"NAME\" } or { file = \"path\" }. Never shown, never logged.")
    page.entry("network", "\"10.0.0.0/8\", \"2001:db8::/32\", or one address.")
    page.entry("address", "\"127.0.0.1:2775\", \"[::1]:2775\", \"name:2775\", \"*:2775\".")
    for section in SettingTable.sections { describe(section, &page) }
    page.heading("EXAMPLE")
    page.paragraph("A bridge on the loopback interface with the simulated provider:")
    page.example([
      "[smpp]", "listen = [\"127.0.0.1:2775\"]", "", "[[provider]]", "name = \"simulator\"", "kind = \"simulator\"", "",
      "[[route]]", "providers = [\"simulator\"]", "", "[[account]]", "name = \"demo\"", "system_id = \"demo\"",
      "password = \"demo\"",
    ])
    page.heading("SEE ALSO")
    page.paragraph("passerelle(1)")
    return page.text
  }

  private static func describe(_ section: SettingSection, _ page: inout ManualPage) {
    page.heading(section.isRepeated ? "[[\(section.name)]]" : "[\(section.name)]")
    page.paragraph(section.purpose)
    for reference in section.settings {
      page.entry(reference.key, reference.doc)
      page.continued(facts(reference))
      if let risk = reference.risk { page.continued("Risk: \(risk)") }
    }
  }

  /// `duration, 1s to 10m; default "30s"; live`.
  private static func facts(_ reference: SettingReference) -> String {
    var facts = reference.type
    if !reference.allowed.isEmpty { facts += ", \(reference.allowed)" }
    if reference.isRequired {
      facts += "; required"
    } else {
      facts += reference.defaultText.map { "; default \($0)" } ?? "; unset by default"
    }
    if reference.isShownByExample, let example = reference.shownExample { facts += "; e.g. \(example)" }
    return facts + "; " + reference.reload.rawValue + "."
  }
}
