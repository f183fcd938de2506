import FoundationEssentials

/// The bytes of a configuration file.
enum ConfigurationFile {
  struct Failure: Error {
    let reason: String
  }

  /// Octets; far beyond any file written by hand, with room for generated lists.
  static let limit = 4 << 20

  static func contents(of path: String) -> Result<[UInt8], Failure> {
    var isDirectory = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      return .failure(Failure(reason: "there is no such file"))
    }
    if isDirectory { return .failure(Failure(reason: "is a folder")) }
    guard let data = FileManager.default.contents(atPath: path) else {
      return .failure(Failure(reason: "cannot be read"))
    }
    guard data.count <= limit else {
      return .failure(Failure(reason: "has \(data.count) octets, allowed are at most \(limit)"))
    }
    return .success(Array(data))
  }
}
