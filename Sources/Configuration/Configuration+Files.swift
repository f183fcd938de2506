extension Configuration {
  /// A file that another one must be found under.
  package struct NamedFile: Sendable, Equatable {
    /// The key that names it: `tls.certificate`.
    package let key: String
    package let path: String

    /// What is in it; nil where it cannot be read.
    package var contents: [UInt8]? {
      switch ConfigurationFile.contents(of: path) {
      case .success(let bytes): bytes
      case .failure: nil
      }
    }
  }

  /// The certificates, keys and authorities that the settings name. They are opened where they are used; `check` may look
  /// for them before.
  package var namedFiles: [NamedFile] {
    var files: [(String, String?)] = []
    if let tls {
      files += [("tls.certificate", tls.certificate), ("tls.key", tls.key), ("tls.client_ca", tls.clientCA)]
      files += tls.names.sorted { $0.key < $1.key }.map { ("tls.names.\(TOMLText.key($0.key))", $0.value) }
    }
    files.append(("mail.ca_file", mail.caFile))
    for (index, provider) in providers.enumerated() {
      let path = "provider[\(index)]"
      files += [("\(path).ca_file", provider.caFile), ("\(path).client_certificate", provider.clientCertificate)]
      files.append(("\(path).client_key", provider.clientKey))
    }
    return files.compactMap { key, path in path.map { NamedFile(key: key, path: $0) } }
  }
}
