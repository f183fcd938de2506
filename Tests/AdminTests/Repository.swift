import FoundationEssentials

/// The files that are delivered beside the program.
private let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

func read(_ path: String) throws -> String { try String(contentsOf: repository.appending(path: path), encoding: .utf8) }

func write(_ text: String, to path: String) throws {
  try Data(text.utf8).write(to: repository.appending(path: path))
}

/// Every Swift file below a folder.
func swiftFiles(_ path: String) throws -> [URL] {
  try files(below: repository.appending(path: path))
}

private func files(below folder: URL) throws -> [URL] {
  let entries = try FileManager.default.contentsOfDirectory(atPath: folder.path)
  return try entries.flatMap { entry -> [URL] in
    let url = folder.appending(path: entry)
    var isFolder = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else { return [] }
    if isFolder { return try files(below: url) }
    return entry.hasSuffix(".swift") ? [url] : []
  }
}
