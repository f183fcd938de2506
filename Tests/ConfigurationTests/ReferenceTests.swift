import FoundationEssentials
import Testing

@testable import Configuration

/// Whether the delivered files shall be written anew.
private let updates = ProcessInfo.processInfo.environment["UPDATE_DOCS"] == "1"

@Suite struct ReferenceTests {
  static let references = SettingTable.sections.flatMap(\.settings)

  @Test(arguments: [("conf/passerelle.toml", ReferenceFile.text), ("docs/configuration.md", ReferencePage.text)])
  func `delivered files say what the table says`(_ path: String, _ text: String) throws {
    if updates {
      let file = repository.appending(path: path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    #expect(repositoryFile(path) == text, "run the tests with UPDATE_DOCS=1")
  }

  @Test func `the delivered configuration loads without fault or warning`() throws {
    let loaded = Configuration.parse(ReferenceFile.text, file: "passerelle.toml", secrets: knownSecrets)
    #expect(loaded.faults == [])
    #expect(loaded.warnings == [])
    let configuration = try #require(loaded.configuration)
    #expect(configuration.accounts.map(\.name) == ["demo"])
    #expect(configuration.providers.map(\.kind) == [.simulator])
    #expect(configuration.smpp.listen.map(\.host) == ["127.0.0.1"])
  }

  @Test func `what the delivered configuration does not set in force is the default`() throws {
    let written = try #require(Configuration.parse(ReferenceFile.text, file: "f", secrets: knownSecrets).configuration)
    let changed = ReloadPlan(from: Configuration(), to: written)
    let keys = Set((changed.live + changed.restart).map(\.key))
    #expect(
      keys == [
        "smpp.listen", "smtp.listen", "smtp.domains", "mail.relay", "provider[simulator]", "route[0]", "account[demo]",
      ])
  }

  @Test(arguments: references)
  func `every default and example is a value that its key takes`(_ reference: SettingReference) {
    let isRepeated = SettingTable.sections.first { $0.name == reference.section }?.isRepeated ?? false
    let path = isRepeated ? "\(reference.section)[0].\(reference.key)" : "\(reference.section).\(reference.key)"
    let header = isRepeated ? "[[\(reference.section)]]" : "[\(reference.section)]"
    for value in [reference.defaultText, reference.example].compactMap(\.self) {
      let tree = TOMLDocument(Array("\(header)\n\(reference.key) = \(value)\n".utf8))
      guard case .tree(let root) = tree else {
        Issue.record("\(path): \(value) is no TOML")
        continue
      }
      var reading = Reading(file: "f", secrets: SecretSource(environment: { _ in "x" }, file: { _ in "x" }))
      var configuration = Configuration()
      SettingTable.read(root, into: &configuration, &reading)
      #expect(reading.faults.filter { $0.key.hasPrefix(path) && $0.reason != "is missing" } == [])
    }
  }

  @Test(arguments: references)
  func `every key is described, and shown by a default, an example or its form`(_ reference: SettingReference) {
    #expect(reference.doc.hasSuffix("."))
    #expect(!reference.type.isEmpty)
    #expect(reference.risk?.hasSuffix(".") ?? true)
    let isShown = reference.defaultText != nil || reference.example != nil || reference.isSecret
    #expect(isShown)
    let isSnakeCase = reference.key.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
    #expect(isSnakeCase)
  }

  @Test(arguments: SettingTable.sections.map(\.name))
  func `no key stands twice in a section`(_ name: String) throws {
    let section = try #require(SettingTable.sections.first { $0.name == name })
    #expect(Set(section.settings.map(\.key)).count == section.settings.count)
  }

  /// A key with a default that is set to it must give what leaving it out gives: rows are bound to the right property.
  @Test(arguments: references.filter { $0.defaultText != nil })
  func `a written default is the same as none`(_ reference: SettingReference) {
    guard let section = SettingTable.sections.first(where: { $0.name == reference.section }), !section.isRepeated,
      reference.section != "tls", let value = reference.defaultText
    else { return }
    let text = "[\(reference.section)]\n\(reference.key) = \(value)\n"
    #expect(Configuration.parse(text, file: "f", secrets: knownSecrets).configuration == Configuration())
  }

  /// No two keys fill the same property: changing one example changes exactly that key.
  @Test(arguments: references.filter { $0.example != nil })
  func `an example changes its own key and no other`(_ reference: SettingReference) throws {
    let section = try #require(SettingTable.sections.first { $0.name == reference.section })
    let example = try #require(reference.example)
    let header = section.isRepeated ? "[[\(section.name)]]" : "[\(section.name)]"
    guard case .tree(let root) = TOMLDocument(Array("\(header)\n\(reference.key) = \(example)\n".utf8)),
      case .tree(let empty) = TOMLDocument(Array("\(header)\n".utf8))
    else {
      Issue.record("is no TOML")
      return
    }
    var reading = Reading(file: "f", secrets: SecretSource(environment: { _ in "x" }, file: { _ in "x" }))
    var with = Configuration()
    SettingTable.read(root, into: &with, &reading)
    var without = Configuration()
    SettingTable.read(empty, into: &without, &reading)
    let pairs = zip(section.show(with).flatMap(\.values), section.show(without).flatMap(\.values))
    #expect(pairs.filter { $0.text != $1.text }.map(\.0.reference.key) == [reference.key])
  }
}
