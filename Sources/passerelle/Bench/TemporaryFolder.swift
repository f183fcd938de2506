import Glibc

/// A folder that goes away with everything in it.
final class TemporaryFolder {
  let path: String

  /// In `TMPDIR`, else in the folder that is current, since `/tmp` is memory on many machines and would make the disk look fast.
  init?() {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "."
    // The six X are what mkdtemp(3) replaces by a name that nobody has.
    let template = strdup(parent + "/passerelle-bench.XXXXXX")
    defer { free(template) }
    guard let template, let made = mkdtemp(template) else { return nil }
    path = String(cString: made)
  }

  deinit {
    remove("")
    rmdir(path)
  }

  /// Only what a bridge makes is looked for: files, and folders one level deep.
  private func remove(_ folder: String) {
    guard let listing = opendir(path + folder) else { return }
    defer { closedir(listing) }
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name != ".", name != ".." else { continue }
      if unlink(path + folder + "/" + name) != 0, folder.isEmpty {
        remove("/" + name)
        rmdir(path + "/" + name)
      }
    }
  }
}
