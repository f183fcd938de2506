import Messages
import Store

/// Sums that are kept up with every commit, in one page of the file, so that nobody has to count.
struct Counters: Equatable {
  /// The highest id that was ever given.
  var highestID: Int64 = 0
  /// The last number given to a receipt.
  var lastReceipt: Int64 = 0
  /// Messages ever taken in.
  var accepted: Int64 = 0
  /// The last number given to a line.
  var lastLine: Int64 = 0
  /// Receipts that are owed.
  var receipts: Int64 = 0
  /// Messages in each stage, by raw value.
  var stages: [Int64] = [Int64](repeating: 0, count: 17)

  /// The shelf of the next message.
  var shelf: Int64 { accepted / Self.shelfSize }

  /// How many messages share a shelf: few enough to stay within some pages, many enough that a search over ten million
  /// messages looks at some ten thousand shelves (some milliseconds).
  static let shelfSize: Int64 = 1_024

  mutating func move(from: Stage, to: Stage, count: Int = 1) {
    stages[Int(from.rawValue)] -= Int64(count)
    stages[Int(to.rawValue)] += Int64(count)
  }

  /// The rows of table `counters`.
  private var rows: [(name: Int64, value: Int64)] {
    [(0, highestID), (1, lastReceipt), (2, accepted), (3, receipts), (4, lastLine)]
      + stages.indices.map { (16 + Int64($0), stages[$0]) }
  }

  /// Writes what differs from `before`.
  func write(since before: Counters, with statement: Statement) throws(StoreError) {
    guard self != before else { return }
    for (new, old) in zip(rows, before.rows) where new.value != old.value {
      statement.bind(1, new.name)
      statement.bind(2, new.value)
      try statement.run()
    }
  }

  /// Reads what was written.
  init(from connection: Connection) throws(StoreError) {
    let statement = try connection.prepare("SELECT name, value FROM counters")
    while try statement.step() {
      let value = statement.number(1)
      switch statement.number(0) {
      case 0: highestID = value
      case 1: lastReceipt = value
      case 2: accepted = value
      case 3: receipts = value
      case 4: lastLine = value
      case let name where (16...32).contains(name): stages[Int(name) - 16] = value
      default: break
      }
    }
  }
}
