/// What a reload would change, and what of it has to wait for a restart.
package struct ReloadPlan: Sendable, Equatable {
  /// Takes effect at once, without dropping a session.
  package let live: [SettingChange]
  /// Keeps its old value until the process is started again.
  package let restart: [SettingChange]

  package init(from old: Configuration, to new: Configuration) {
    let changes = SettingTable.sections.flatMap { $0.changes(old, new) }
    live = changes.filter { $0.reload == .live }
    restart = changes.filter { $0.reload == .restart }
  }
}
