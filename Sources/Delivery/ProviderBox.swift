import Providers
import Synchronization

/// The adapters in force by their names, replaced as a whole while messages flow.
package final class ProviderBox: Sendable {
  private let current: Mutex<[String: any Provider]>

  package init(_ providers: [any Provider]) { current = Mutex(Self.byName(providers)) }

  package var byName: [String: any Provider] { current.withLock { $0 } }

  package subscript(name: String) -> (any Provider)? { current.withLock { $0[name] } }

  package func replace(_ providers: [any Provider]) {
    let next = Self.byName(providers)
    current.withLock { $0 = next }
  }

  private static func byName(_ providers: [any Provider]) -> [String: any Provider] {
    Dictionary(providers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }
}
