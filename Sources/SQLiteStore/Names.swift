import Messages
import Store

/// Accounts and providers as small numbers. Numbers are given once and never change.
struct Names {
  private var numbers: [String: Int64] = [:]
  private var names: [Int64: String] = [:]

  init(from connection: Connection) throws(StoreError) {
    let statement = try connection.prepare("SELECT number, name FROM names")
    while try statement.step() { add(statement.text(1), statement.number(0)) }
  }

  mutating func add(_ name: String, _ number: Int64) {
    numbers[name] = number
    names[number] = name
  }

  func number(of name: String) -> Int64? { numbers[name] }

  func name(of number: Int64) -> String? { names[number] }

  /// The next number to give.
  var next: Int64 { Int64(names.count) + 1 }
}
