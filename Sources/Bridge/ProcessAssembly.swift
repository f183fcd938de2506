import Configuration
import Glibc
import Telemetry
import Transport

/// What the process gives up when it starts.
enum ProcessAssembly {
  static func dropPrivileges(_ bridge: BridgeSettings, log: Log) throws(StartFailure) {
    if let user = bridge.user {
      do throws(Privileges.Refusal) {
        try Privileges.become(user, owning: bridge.data)
      } catch {
        throw StartFailure(sentence: "bridge.user: \(error.words)")
      }
    }
    // After the change of the user, which opens the process to debuggers again.
    if !Privileges.seal(allowCores: bridge.coreDumps) { log.warning("process-not-sealed") }
  }

  /// Every port is open.
  static func finish(_ bridge: BridgeSettings, log: Log) {
    if bridge.user != nil { _ = Privileges.finish() }
    if geteuid() == 0 { log.info("running-as-root", ["advice": "set bridge.user"]) }
  }
}

extension Privileges.Refusal {
  var words: String {
    switch self {
    case .unknownUser(let name): "there is no user \(name)"
    case .failed(let number): String(cString: strerror(number))
    }
  }
}
