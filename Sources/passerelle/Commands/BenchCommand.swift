/// `bench`
enum BenchCommand: Command {
  static let verb = "bench"
  static let summary = "Sends one message or a CSV of messages through a running bridge."
  static let options = [Option.config]
  static let operands: String? = nil
  static let examples: [String] = []
  static func run(_ arguments: Arguments) -> ExitCode { .failed }
}
