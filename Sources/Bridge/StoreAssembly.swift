import Configuration
import Delivery
import Glibc
import Messages
import PostgresStore
import SQLiteStore
import Store

/// The store that the configuration names, opened.
struct StoreAssembly {
  let store: any MessageStore
  let ledger: any MessageLedger
  /// This node's number among those that share the database; 0 for a store of one node.
  var node = 0
  /// Set where other nodes may change what this one waits for.
  var shared: PostgresStore?

  /// What sharing the store asks of the engine; nil for a store of one node.
  func company(_ inForce: SettingsInForce) -> NodeCompany? {
    guard let shared else { return nil }
    return NodeCompany(
      tenure: { shared.tenure },
      longestCall: inForce.now.providers.map { $0.timeout + $0.connectTimeout }.max() ?? .zero,
      others: { shared.otherNodes })
  }

  static func open(_ configuration: Configuration) throws(StartFailure) -> StoreAssembly {
    do throws(StoreError) {
      switch configuration.store.url {
      case .memory:
        let store = MemoryStore()
        return StoreAssembly(store: store, ledger: store)
      case .sqlite(let path):
        let file = path.hasPrefix("/") ? path : configuration.bridge.data + "/" + path
        let store = try SQLiteStore(path: file)
        return StoreAssembly(store: store, ledger: store)
      case .postgresql(let url, _):
        let store = try PostgresStore(
          url: url.value, password: configuration.store.password?.value, node: configuration.store.node,
          lease: configuration.store.lease, connections: configuration.store.connections)
        return StoreAssembly(store: store, ledger: store, node: store.nodeNumber, shared: store)
      }
    } catch {
      throw StartFailure(sentence: "the store cannot be opened: \(error.sentence)")
    }
  }

  /// Makes the data folder, readable by its owner alone.
  static func makeFolder(_ path: String) throws(StartFailure) {
    var made = path.hasPrefix("/") ? "/" : ""
    for piece in path.split(separator: "/") {
      made += (made.isEmpty || made == "/" ? "" : "/") + piece
      if mkdir(made, 0o700) != 0, errno != EEXIST {
        throw StartFailure(sentence: "the data folder \(path) cannot be made: \(String(cString: strerror(errno)))")
      }
    }
  }
}

/// Why the bridge does not start, in one sentence.
package struct StartFailure: Error, Equatable, Sendable {
  package var sentence: String
}

extension StoreError {
  /// In words for an operator.
  var sentence: String {
    switch self {
    case .full: "there is no room"
    case .unavailable(let reason), .unusable(let reason), .refused(let reason): reason
    case .gone(let parts): "another node has taken \(parts.count) parts"
    }
  }
}
