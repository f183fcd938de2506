import Synchronization
import Transport

/// Counts open connections, in all and by address.
package final class ConnectionCounter: Sendable {
  private struct State {
    var total = 0
    var byAddress: [IPAddress: Int] = [:]
    var limit: Int
    var perAddress: Int
  }

  private let state: Mutex<State>

  /// - Parameters: 0 for no limit.
  package init(limit: Int, perAddress: Int) {
    state = Mutex(State(limit: limit, perAddress: perAddress))
  }

  /// Other limits for those to come; nobody who is in has to go.
  package func replace(limit: Int, perAddress: Int) {
    state.withLock { state in
      state.limit = limit
      state.perAddress = perAddress
    }
  }

  /// Takes one more in; false when there are too many.
  package func enter(_ address: IPAddress) -> Bool {
    state.withLock { state in
      let here = state.byAddress[address] ?? 0
      guard state.limit == 0 || state.total < state.limit, state.perAddress == 0 || here < state.perAddress
      else { return false }
      state.total += 1
      state.byAddress[address] = here + 1
      return true
    }
  }

  package func leave(_ address: IPAddress) {
    state.withLock { state in
      state.total -= 1
      let here = (state.byAddress[address] ?? 1) - 1
      state.byAddress[address] = here > 0 ? here : nil
    }
  }

  package var total: Int { state.withLock { $0.total } }
}
