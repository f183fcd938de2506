/// The reference table: every section and key that a configuration file may have. Reading, checking, documentation and the
/// display of effective settings all walk through it.
package enum SettingTable {
  package static let sections: [SettingSection] = [
    SettingSection(\.bridge),
    SettingSection(\.store),
    SettingSection(\.smpp),
    SettingSection(\.smtp),
    SettingSection(\.mail),
    SettingSection(optional: \.tls),
    SettingSection(\.admin),
    SettingSection(\.delivery),
    SettingSection(\.alarm),
    SettingSection(\.log),
    SettingSection(each: \.providers) { provider, _ in provider.name },
    SettingSection(each: \.routes) { route, index in route.name ?? "\(index)" },
    SettingSection(each: \.lists) { list, _ in list.name },
    SettingSection(each: \.texts) { text, _ in "\(text.id)" },
    SettingSection(each: \.accounts) { account, _ in account.name },
  ]

  static func read(_ root: TOMLNode, into configuration: inout Configuration, _ reading: inout Reading) {
    for node in root.members {
      guard let section = sections.first(where: { $0.name == node.key }) else {
        reading.fault(node.key, line: node.line, unknown(node))
        continue
      }
      section.read(node, &reading, &configuration)
    }
  }

  /// The words for what stands at the top of the file and has no section.
  private static func unknown(_ node: TOMLNode) -> String {
    let isTable = if case .table = node.value { true } else { false }
    if !isTable, let home = sections.first(where: { section in section.settings.contains { $0.key == node.key } }) {
      return "unknown key, did you mean \(home.name).\(node.key)?"
    }
    return unknown("table", node.key, among: sections.map(\.name))
  }

  /// The words for a key or table that does not exist.
  static func unknown(_ what: String, _ word: String, among known: [String]) -> String {
    let near = Suggestion.nearest(to: word, among: known).map { ", did you mean \($0)?" } ?? ""
    return "unknown \(what)\(near)"
  }
}
