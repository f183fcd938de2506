import Providers
import Synchronization

/// The adapters in force by their names, and the operator's terms for each, replaced as a whole while messages flow.
package final class ProviderBox: Sendable {
  private struct State: Sendable {
    var byName: [String: any Provider]
    var terms: [String: ProviderTerms]
  }

  private let current: Mutex<State>

  package init(_ providers: [any Provider], terms: [String: ProviderTerms] = [:]) {
    current = Mutex(State(byName: Self.byName(providers), terms: terms))
  }

  package var byName: [String: any Provider] { current.withLock { $0.byName } }

  package subscript(name: String) -> (any Provider)? { current.withLock { $0.byName[name] } }

  /// The terms of a provider; the usual ones where the operator set none.
  package func terms(of name: String) -> ProviderTerms { current.withLock { $0.terms[name] } ?? ProviderTerms() }

  package func replace(_ providers: [any Provider], terms: [String: ProviderTerms] = [:]) {
    let next = State(byName: Self.byName(providers), terms: terms)
    current.withLock { $0 = next }
  }

  private static func byName(_ providers: [any Provider]) -> [String: any Provider] {
    Dictionary(providers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }
}
