import Configuration
import Glibc
import Telemetry
import Transport

/// Our certificates, loaded.
enum TLSAssembly {
  /// Where neither certificate nor key exists yet, both are made: TLS works at once, and the log says what to replace.
  static func context(_ configuration: Configuration, log: Log) throws(StartFailure) -> TLSContext? {
    guard let settings = configuration.tls else { return nil }
    if access(settings.certificate, F_OK) != 0, access(settings.key, F_OK) != 0 {
      do throws(TLSFailure) {
        try SelfSignedCertificate.write(
          name: configuration.bridge.name, certificateFile: settings.certificate, keyFile: settings.key)
        log.warning(
          "certificate-made", ["file": settings.certificate, "hint": "self-signed; put a real one in its place"])
      } catch {
        throw StartFailure(
          sentence: "tls: no certificate at \(settings.certificate), and none can be made: \(error.reason)")
      }
    }
    do throws(TLSFailure) {
      return try TLSContext(server: server(settings))
    } catch {
      throw StartFailure(sentence: "tls: \(error.file): \(error.reason)")
    }
  }

  static func server(_ settings: TLSSettings) -> ServerTLS {
    var server = ServerTLS(
      certificate: ServerTLS.Certificate(certificateFile: settings.certificate, keyFile: settings.key))
    if let authorities = settings.clientCA {
      server.clients =
        settings.requireClientCertificate ? .required(authorities: authorities) : .optional(authorities: authorities)
    }
    server.givesTickets = settings.sessionTickets
    for (name, file) in settings.names {
      server.named[name] = ServerTLS.Certificate(certificateFile: file, keyFile: file)
    }
    return server
  }
}
