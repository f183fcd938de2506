import Glibc

/// A bridge with a configuration of its own on a free port, stopped and removed with the value.
final class RunningBridge {
  let folder: String
  let port: Int
  private var process: Started?

  /// - Parameter password: of the account `shop`, as it stands in the configuration.
  init?(password: String = "secret", extra: String = "") {
    var template = Array("/tmp/passerelle-test.XXXXXX".utf8CString)
    guard let made = mkdtemp(&template), let port = Self.freePort() else { return nil }
    folder = String(cString: made)
    self.port = port
    let text = """
      [bridge]
      data = "\(folder)"
      [smpp]
      listen = ["127.0.0.1:\(port)"]
      [admin]
      listen = []
      [log]
      level = "warning"
      [[provider]]
      name = "simulator"
      kind = "simulator"
      simulated_delay = "0s"
      [[route]]
      providers = ["simulator"]
      [[account]]
      name = "shop"
      system_id = "shop"
      password = "\(password)"
      \(extra)
      """
    write(text, to: "bridge.toml")
    guard start() else { return nil }
  }

  var configuration: String { folder + "/bridge.toml" }

  func write(_ text: String, to name: String) {
    guard let file = fopen(folder + "/" + name, "w") else { return }
    fputs(text, file)
    fclose(file)
  }

  private func start() -> Bool {
    process = Started(["serve", "--config", configuration])
    while let line = process?.errorLine() {
      if line.contains("SMPP on ") { return true }
    }
    return false
  }

  /// Ends it as an operator would, and answers its exit code.
  func stop() -> Int32? {
    process?.send(SIGTERM)
    defer { process = nil }
    return process?.waitForEnd()
  }

  deinit {
    process = nil
    for name in ["bridge.toml", "messages.csv", "passerelle.db", "passerelle.db-wal", "passerelle.db-shm"] {
      unlink(folder + "/" + name)
    }
    if let listing = opendir(folder) {
      while let entry = readdir(listing) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        unlink(folder + "/" + name)
      }
      closedir(listing)
    }
    rmdir(folder)
  }

  /// A port that nobody listens on now.
  private static func freePort() -> Int? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { typed in
      typed.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    return bound ? Int(UInt16(bigEndian: address.sin_port)) : nil
  }
}
