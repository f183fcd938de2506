/// Compares the tables of one section, pairing them by label.
enum GroupComparison<Group: SettingGroup> {
  typealias Labelled = (label: String, group: Group)

  static func changes(from old: [Labelled], to new: [Labelled]) -> [SettingChange] {
    let before = Dictionary(old.map { ($0.label, $0.group) }) { first, _ in first }
    let after = Dictionary(new.map { ($0.label, $0.group) }) { first, _ in first }
    var changes: [SettingChange] = []
    for (label, _) in old where after[label] == nil {
      changes.append(SettingChange(key: path(label), reload: presence, before: "present", after: nil))
    }
    for (label, group) in new {
      guard let previous = before[label] else {
        changes.append(SettingChange(key: path(label), reload: presence, before: nil, after: "present"))
        continue
      }
      changes += differences(previous, group, path(label))
    }
    let kept = old.map(\.label).filter { after[$0] != nil }
    if kept != new.map(\.label).filter({ before[$0] != nil }) {
      changes.append(SettingChange(key: "\(Group.section)[]", reload: .live, before: "order", after: "new order"))
    }
    return changes
  }

  /// A table that comes or goes takes effect when all of its keys can.
  private static var presence: SettingReference.Reload {
    Group.settings.contains { $0.reference.reload == .restart } ? .restart : .live
  }

  private static func path(_ label: String) -> String {
    label.isEmpty ? Group.section : "\(Group.section)[\(label)]"
  }

  private static func differences(_ old: Group, _ new: Group, _ path: String) -> [SettingChange] {
    Group.settings.filter { $0.differs(old, new) }.map { setting in
      SettingChange(
        key: "\(path).\(setting.reference.key)", reload: setting.reference.reload, before: setting.text(old),
        after: setting.text(new))
    }
  }
}
