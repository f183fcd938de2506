/// What the command line asks for: which stories, and how long ones.
///
/// `SEEDS` means so many, `20s` as many as begin within that time, `=SEED` one of them again. `--short` makes the storm of
/// each story short, so that many fit into a minute; `--engine` leaves out SMPP and mail clients; `--from SEED` begins
/// elsewhere than at 1.
struct Wish {
  var isShort = false
  var hasClients = true
  /// One story is told again, with all that it finds.
  var isSingle = false
  /// Seconds within which stories begin.
  var patience: Double?
  var seeds: ClosedRange<UInt64> = 1...1_000

  /// Nil when the words are none of these.
  init?(_ words: some Sequence<String>) {
    var first: UInt64 = 1
    var number: String?
    var words = Array(words)[...]
    while let word = words.popFirst() {
      switch word {
      case "--short": isShort = true
      case "--engine": hasClients = false
      case "--from":
        guard let seed = words.popFirst().flatMap({ UInt64($0) }) else { return nil }
        first = seed
      default: number = word
      }
    }
    guard take(number ?? "1000", from: first) else { return nil }
  }

  private mutating func take(_ number: String, from first: UInt64) -> Bool {
    if number.hasPrefix("=") {
      guard let seed = UInt64(number.dropFirst()) else { return false }
      isSingle = true
      seeds = seed...seed
      return true
    }
    if number.hasSuffix("s") {
      guard let seconds = Double(number.dropLast()) else { return false }
      patience = seconds
      seeds = first...first + 999_999
      return true
    }
    guard let count = UInt64(number), count > 0 else { return false }
    seeds = first...first + (count - 1)
    return true
  }

  /// What repeats the story of a seed.
  func command(_ seed: UInt64) -> String {
    "scripts/simulate " + (isShort ? "--short " : "") + (hasClients ? "" : "--engine ") + "=\(seed)"
  }
}
