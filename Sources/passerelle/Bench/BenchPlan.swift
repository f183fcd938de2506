/// What one benchmark is to do.
struct BenchPlan: Sendable {
  enum Mode: Equatable, Sendable {
    /// As many messages as fit through the windows.
    case load
    /// One message at a time, with a pause before each.
    case lone
    /// So many binds that do nothing.
    case idle
    /// The bridge from the start of its process until it listens.
    case start
  }

  enum Store: String, Sendable {
    case sqlite
    case memory
  }

  var mode = Mode.load
  var binds = 10
  /// Accounts of the bridge, which the binds belong to in turn.
  var accounts = 1
  var window = 100
  var messages = 100_000
  var wantsReceipts = true
  var store = Store.sqlite
  var tls = false
  var text = "Your order has been sent and comes tomorrow before 12 o'clock."

  /// The `system_id` of the account that a bind belongs to, by the number of the bind.
  func systemID(ofBind number: Int) -> String { accounts == 1 ? "bench" : "bench\(number % accounts)" }
}
