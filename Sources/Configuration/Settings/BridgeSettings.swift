/// `[bridge]`: the name and place of the process. The meaning of each property is the doc of its row.
package struct BridgeSettings: SettingGroup {
  package var name = "localhost"
  package var data = "/var/lib/passerelle"
  package var eventLoops = 0
  package var drainTimeout: Duration = .seconds(30)
  package var minimumFreeSpace = 64 << 20
  package var user: String?
  package var coreDumps = false

  package init() {}

  static let section = "bridge"
  static let purpose = "The name and the place of the bridge."
  static let settings = rows(Self.self) {
    Row(
      "name", \.name, .text(1...253), reload: .restart, example: "\"gw.example.test\"",
      "Name of the gateway: in the SMTP banner, as system_id of bind responses and in generated mail.")
    Row(
      "data", \.data, .text(1...1024), reload: .restart,
      risk: "A folder on a network file system can lose what was acknowledged.",
      "Folder of the SQLite files and of the mail that waits to leave; created when it is missing. One process at a time."
    )
    Row(
      "event_loops", \.eventLoops, .integer(0...256), reload: .restart,
      "Threads that serve connections; 0 takes one for each core.")
    Row(
      "drain_timeout", \.drainTimeout, .duration(.zero ... .seconds(600)),
      "On SIGTERM, how long clients may finish what they have begun.")
    Row(
      "minimum_free_space", \.minimumFreeSpace, .size(0...(1 << 40)),
      risk: "With 0 a full disk is met only when a write fails.",
      "Under this much free space in the data folder new messages are refused as temporarily impossible.")
    Row(
      "user", optional: \.user, .text(1...32), reload: .restart, example: "\"passerelle\"",
      risk: "Unset and started as root, whoever takes the process over has the machine.",
      "Started as root it becomes this user before it opens the database; ports under 1024 can still be listened on. Key and secret files must be readable for that user."
    )
    Row(
      "core_dumps", \.coreDumps, .flag, reload: .restart, risk: "A core file holds passwords, keys, numbers and texts.",
      "Whether a crash may leave a core file and a debugger may attach.")
  }
}
