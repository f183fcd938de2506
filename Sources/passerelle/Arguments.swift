/// The options and operands of one call, as given.
struct Arguments {
  struct Fault: Error, Equatable {
    var reason: String
  }

  private var values: [String: String] = [:]
  private var flags: Set<String> = []
  private(set) var operands: [String] = []

  /// The value of an option.
  subscript(_ name: String) -> String? { values[name] }
  func has(_ flag: String) -> Bool { flags.contains(flag) }

  /// A whole number of an option, or its default; nil when it is none or below `minimum`.
  func number(_ name: String, default preset: Int, minimum: Int = 1) -> Int? {
    guard let text = values[name] else { return preset }
    guard let number = Int(text), number >= minimum else { return nil }
    return number
  }

  /// Reads words: `--name value`, `--name=value`, flags, and operands where the verb takes any.
  static func read(_ words: [String], options: [Option], operands usage: String?) -> Result<Arguments, Fault> {
    var arguments = Arguments()
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--"), word != "--" else {
        arguments.operands.append(word)
        continue
      }
      let pair = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(pair[0])
      guard let option = options.first(where: { $0.name == name }) else {
        return .failure(Fault(reason: "there is no option --\(name)"))
      }
      if option.value == nil {
        guard pair.count == 1 else { return .failure(Fault(reason: "--\(name) takes no value")) }
        arguments.flags.insert(name)
      } else if option.mayStandAlone, pair.count == 1, !(rest.first.map(Self.isNumber) ?? false) {
        arguments.flags.insert(name)
      } else if let value = pair.count == 2 ? String(pair[1]) : rest.popFirst() {
        arguments.values[name] = value
      } else {
        return .failure(Fault(reason: "--\(name) wants a value"))
      }
    }
    if usage == nil, let extra = arguments.operands.first { return .failure(Fault(reason: "\(extra) is not expected")) }
    if let missing = options.first(where: { $0.isRequired && arguments[$0.name] == nil }) {
      return .failure(Fault(reason: "--\(missing.name) is missing"))
    }
    return .success(arguments)
  }

  private static func isNumber(_ word: String) -> Bool { Int(word) != nil }
}
