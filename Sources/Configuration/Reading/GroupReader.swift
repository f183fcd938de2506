/// Reads tables into a group of settings: unknown keys, missing keys and wrong values all become faults.
enum GroupReader<Group: SettingGroup> {
  /// Nil only when the node is no table.
  static func read(_ node: TOMLNode, _ path: String, _ reading: inout Reading) -> Group? {
    guard case .table(let members) = node.value else {
      reading.fault(path, line: node.line, "expected a table [\(path)], found \(node.kindName)")
      return nil
    }
    return read(members, of: node, path, &reading)
  }

  /// At most 10 000 tables.
  static func readAll(_ node: TOMLNode, _ reading: inout Reading) -> [Group] {
    guard case .array(let nodes) = node.value, nodes.allSatisfy({ if case .table = $0.value { true } else { false } })
    else {
      reading.fault(node.key, line: node.line, "expected an array of tables [[\(node.key)]], found \(node.kindName)")
      return []
    }
    guard nodes.count <= 10_000 else {
      reading.fault(node.key, line: node.line, "has \(nodes.count) tables, allowed are at most 10000")
      return []
    }
    return nodes.enumerated().map { index, table in
      read(table.members, of: table, "\(node.key)[\(index)]", &reading)
    }
  }

  private static func read(_ members: [TOMLNode], of table: TOMLNode, _ path: String, _ reading: inout Reading) -> Group
  {
    var group = Group()
    reading.met(path, line: table.line)
    for member in members {
      let memberPath = "\(path).\(TOMLText.key(member.key))"
      reading.met(memberPath, line: member.line)
      guard let setting = Group.settings.first(where: { $0.reference.key == member.key }) else {
        let known = Group.settings.map(\.reference.key)
        reading.fault(memberPath, line: member.line, SettingTable.unknown("key", member.key, among: known))
        continue
      }
      setting.read(member, memberPath, &reading, &group)
    }
    for reference in Group.settings.map(\.reference) where reference.isRequired {
      let missing = "\(path).\(reference.key)"
      if !members.contains(where: { $0.key == reference.key }), !reading.spoiled.contains(missing) {
        reading.fault(missing, line: table.line, "is missing")
      }
    }
    return group
  }
}
