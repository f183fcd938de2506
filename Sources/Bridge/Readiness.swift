import Configuration

/// What a configuration switches on that this version does not have.
package enum Readiness {
  /// One sentence for each; empty when it can start.
  package static func hindrances(of configuration: Configuration) -> [String] {
    var sentences: [String] = []
    if !configuration.smpp.tlsListen.isEmpty, configuration.tls == nil {
      sentences.append("smpp.tls_listen: there is no [tls] table with a certificate")
    }
    return sentences
  }
}
