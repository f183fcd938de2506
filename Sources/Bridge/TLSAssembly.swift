import Configuration
import Transport

/// Our certificates, loaded.
enum TLSAssembly {
  static func context(_ configuration: Configuration) throws(StartFailure) -> TLSContext? {
    guard let settings = configuration.tls else { return nil }
    var server = ServerTLS(
      certificate: ServerTLS.Certificate(certificateFile: settings.certificate, keyFile: settings.key))
    if let authorities = settings.clientCA {
      server.clients = settings.requireClientCertificate ? .required(authorities: authorities) : .optional(authorities: authorities)
    }
    for (name, file) in settings.names {
      server.named[name] = ServerTLS.Certificate(certificateFile: file, keyFile: file)
    }
    do throws(TLSFailure) {
      return try TLSContext(server: server)
    } catch {
      throw StartFailure(sentence: "tls: \(error.file): \(error.reason)")
    }
  }
}
