import Configuration

/// passerelle(1), written from the table of commands.
enum CommandManual {
  static var text: String {
    var page = ManualPage("PASSERELLE", section: 1, release: Version.release, title: "Passerelle")
    page.heading("NAME")
    page.paragraph("passerelle \\- bridge from SMPP and mail to providers of SMS that speak HTTP", isMarkup: true)
    page.heading("SYNOPSIS")
    page.paragraph("`passerelle` COMMAND [OPTIONS]")
    page.paragraph("`passerelle` COMMAND `--help`")
    page.heading("DESCRIPTION")
    page.paragraph(
      "Clients that speak only SMPP, or can only send mail, use through it providers of SMS that speak only HTTP. `serve` runs"
        + " the bridge; `send`, `bench` and the commands of operators talk to one that runs. Results go to standard"
        + " output, everything else to standard error.")
    page.heading("COMMANDS")
    for command in CommandLineTool.commands { describe(command, &page) }
    page.heading("EXIT STATUS")
    page.entry("0", "Done.")
    page.entry("1", "Refused or failed.")
    page.entry("2", "Wrong usage.")
    page.heading("FILES")
    page.entry(
      ConfigurationSource.installed, "The configuration, unless `--config` names another. See passerelle.toml(5).")
    page.entry("/var/lib/passerelle", "The data of a service that was installed as a package.")
    page.heading("ENVIRONMENT")
    page.entry(ConfigurationSource.variable, "The configuration, where `--config` names none.")
    page.entry("NO_COLOR", "When set to anything, nothing is coloured. Colours are for terminals only.")
    page.entry("TMPDIR", "Where `bench` puts the folder of its bridge.")
    page.entry("NOTIFY_SOCKET, WATCHDOG_USEC", "Set by systemd, which `serve` tells how it is (sd_notify(3)).")
    page.heading("SIGNALS")
    page.entry("SIGTERM, SIGINT", "`serve` unbinds its clients, lets calls under way end, and exits with 0.")
    page.entry("SIGHUP", "`serve` reads its configuration again; one with faults changes nothing.")
    page.heading("SEE ALSO")
    page.paragraph("passerelle.toml(5)")
    return page.text
  }

  private static func describe(_ command: any Command.Type, _ page: inout ManualPage) {
    page.subheading((["passerelle", command.verb] + (command.operands.map { [$0] } ?? [])).joined(separator: " "))
    page.paragraph(command.summary)
    for option in command.options {
      page.entry(option.usage, option.summary + (option.isRequired ? " Required." : ""))
    }
    page.example(command.examples)
  }
}
