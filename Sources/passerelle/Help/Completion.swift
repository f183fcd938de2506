/// The shells that complete words of the command line.
enum Shell: String, CaseIterable, Sendable {
  case bash
  case zsh
  case fish

  /// The script that the shell reads: every verb, its options and the words that they take.
  var script: String {
    switch self {
    case .bash: BashCompletion.text
    case .zsh: ZshCompletion.text
    case .fish: FishCompletion.text
    }
  }
}

extension Option {
  /// The words of which the value is one, where there are few: `sqlite|memory`.
  var choices: [String] { value.map(Choices.words) ?? [] }
  var wantsFile: Bool { value == "FILE" }
}

extension Command {
  /// The words of which the operand is one, where there are few.
  static var operandChoices: [String] { operands.map(Choices.words) ?? [] }
}

/// Words that stand for themselves in a usage line, `one|another`, unlike what stands for something else, `NAME`.
enum Choices {
  static func words(_ usage: String) -> [String] {
    let words = usage.split(separator: "|").map(String.init)
    let areLiteral = words.allSatisfy { word in
      word.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 }
    }
    return words.count > 1 && areLiteral ? words : []
  }
}
